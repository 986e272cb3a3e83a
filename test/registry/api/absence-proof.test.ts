import { createServer } from 'node:http';

import { expect, test } from 'vitest';

import { digestOfBytes } from '../../../src/core/digest.ts';
import { createAsking, failureOf, type Asking } from '../../support/registry/asking.ts';
import { startRegistry } from '../../support/registry/fake-registry.ts';
import { listen, shut, urlOf } from '../../support/registry/loopback-server.ts';

const VIM = 'homebrew/core/vim';
const DIGEST = digestOfBytes(Buffer.from('nothing has this'));
const HTML = { 'content-type': 'text/html; charset=utf-8' };
const INDEX = JSON.stringify({ schemaVersion: 2, manifests: [] });
const MIRROR = '{"schemaVersion":1,"generator":{"name":"brewpull","version":"1.0.0"},"index":"x"}';

interface Page {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

const NGINX: Page = { headers: HTML, body: '<html>\r\n<head><title>404 Not Found</title></head>' };
const PYTHON: Page = { headers: HTML, body: '<!DOCTYPE HTML>\n<title>Error response</title>' };
const S3: Page = {
  headers: { 'content-type': 'application/xml' },
  body: '<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>',
};
const EMPTY: Page = { body: '' };
const ARTIFACTORY: Page = {
  headers: { 'content-type': 'application/json' },
  body: '{"errors":[{"status":404,"message":"Not Found"}]}',
};
const HARBOR: Page = {
  headers: { 'content-type': 'application/json' },
  body: '{"errors":[{"code":"NOT_FOUND","message":"artifact not found"}]}',
};
const GATEWAY: Page = {
  headers: { 'content-type': 'application/json' },
  body: '{"message":"no Route matched with those values"}',
};

/** Asks for everything that can be missing, by the client's own methods. */
function askAll({ client }: Asking, registry: URL): Promise<readonly unknown[]> {
  return Promise.all([
    failureOf(client.listTags(registry, VIM)),
    failureOf(client.getManifest(registry, VIM, '9.9')),
    failureOf(client.getManifest(registry, VIM, DIGEST)),
    failureOf(client.openBlob(registry, VIM, { digest: DIGEST })),
    failureOf(client.getBlob(registry, VIM, { digest: DIGEST, maxBytes: 100 })),
  ]);
}

function codesOf(failures: readonly unknown[]): readonly unknown[] {
  const codes = failures.map((each) =>
    typeof each === 'object' && each !== null && 'code' in each ? each.code : each,
  );
  return [...new Set(codes)];
}

interface Files extends AsyncDisposable {
  readonly url: URL;
  readonly files: Map<string, string>;
  readonly paths: string[];
}

/** A plain file server: the files that it has, and one page for everything else. */
async function serveFiles(missing: Page, files: Readonly<Record<string, string>>): Promise<Files> {
  const all = new Map(Object.entries(files));
  const paths: string[] = [];
  const server = createServer(({ url = '', method }, response) => {
    paths.push(`${method} ${url}`);
    const found = all.get(url.replace(/\?.*/, ''));
    response.writeHead(found === undefined ? (missing.status ?? 404) : 200, {
      ...(found === undefined ? missing.headers : { 'content-type': 'application/octet-stream' }),
    });
    response.end(method === 'HEAD' ? undefined : (found ?? missing.body));
  });
  await listen(server);
  return { url: urlOf(server), files: all, paths, [Symbol.asyncDispose]: () => shut(server) };
}

test.each([
  ["Artifactory's status", ARTIFACTORY, 'NOT_FOUND'],
  ["Harbor's word", HARBOR, 'NOT_FOUND'],
  ['nothing at all', EMPTY, 'NOT_FOUND'],
  ['the XML of where it keeps its blobs', S3, 'NOT_FOUND'],
  ['a page of nginx', NGINX, 'REGISTRY_RESPONSE'],
  ['a page of Python', PYTHON, 'REGISTRY_RESPONSE'],
])('from the server of a registry, a 404 with %s is %j %s', async (_, page, code) => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  registry.fault({ path: VIM }, { status: 404, ...page }, Number.POSITIVE_INFINITY);

  expect(codesOf(await askAll(asking, registry.url))).toEqual([code]);
  expect(registry.logged({ path: /^\/v2\/$|mirror\.json/ }).length).toBeLessThanOrEqual(2);
});

test.each([
  ["Artifactory's status", ARTIFACTORY],
  ["a gateway's JSON", GATEWAY],
  ['nothing at all', EMPTY],
  ["S3's XML", S3],
  ['a page of nginx', NGINX],
  ['a page of Python', PYTHON],
])('a 404 with %s from a server that shows no sign of a registry is an error', async (_, page) => {
  await using server = await serveFiles(page, {});
  await using asking = createAsking();

  const failures = await askAll(asking, server.url);

  expect(codesOf(failures)).toEqual(['REGISTRY_RESPONSE']);
  expect(failures[0]).toMatchObject({ hint: expect.stringContaining('--registry') });
});

test.each([
  ['nginx', NGINX],
  ['Python', PYTHON],
  ['S3', S3],
  ['a server that says nothing', EMPTY],
])('what is missing from the files of a mirror served by %s is absent', async (_, page) => {
  await using server = await serveFiles(page, { '/mirrors/a/mirror.json': MIRROR });
  await using asking = createAsking();

  const failures = await askAll(asking, new URL('mirrors/a/', server.url));

  expect(codesOf(failures)).toEqual(['NOT_FOUND']);
  expect(server.paths.filter((path) => path.endsWith('mirror.json'))).toHaveLength(1);
});

test('what is missing from files without a mirror.json is absent once something was served', async () => {
  const path = `/v2/${VIM}/manifests/9.0`;
  await using server = await serveFiles(NGINX, { [path]: INDEX });
  await using before = createAsking();
  await using after = createAsking();

  const first = await failureOf(before.client.getManifest(server.url, VIM, '9.9'));
  await after.client.getManifest(server.url, VIM, '9.0');
  const second = await failureOf(after.client.getManifest(server.url, VIM, '9.9'));

  expect(first).toMatchObject({ code: 'REGISTRY_RESPONSE' });
  expect(second).toMatchObject({ code: 'NOT_FOUND' });
  expect(server.paths).toContain(`HEAD ${path}`);
});

test('a network that closes in the middle of a run makes nothing absent', async () => {
  const path = `/v2/${VIM}/manifests/9.0`;
  await using server = await serveFiles(NGINX, { [path]: INDEX });
  await using asking = createAsking();
  await asking.client.getManifest(server.url, VIM, '9.0');

  server.files.clear();

  expect(codesOf(await askAll(asking, server.url))).toEqual(['REGISTRY_RESPONSE']);
});

test.each([
  ['a page that blocks', { status: 403, ...NGINX }, 'UNAUTHORIZED'],
  ['a page that lets log in', { status: 200, ...NGINX }, 'REGISTRY_RESPONSE'],
  ['JSON that is no list of tags', { status: 200, ...GATEWAY }, 'REGISTRY_RESPONSE'],
])('%s instead of every answer is not an absence', async (_, page, code) => {
  await using server = await serveFiles(page, {});
  await using asking = createAsking();

  expect(await failureOf(asking.client.listTags(server.url, VIM))).toMatchObject({ code });
});
