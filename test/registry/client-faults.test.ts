import { gzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { toTerminal } from '../../src/cli/render/harmless.ts';
import {
  AbortedError,
  DigestMismatchError,
  RateLimitedError,
  RegistryResponseError,
} from '../../src/core/errors.ts';
import { startServer } from '../support/http/fault-server.ts';
import { createAsking, failureOf } from '../support/registry/asking.ts';
import { startRegistry, type FakeRegistry } from '../support/registry/fake-registry.ts';
import { rateLimit } from '../support/registry/faults.ts';
import { publishBottles, type Published } from '../support/registry/publish-bottles.ts';

const VIM = 'homebrew/core/vim';

function publishVim(registry: FakeRegistry): Published {
  return publishBottles(registry, {
    formula: 'vim',
    pkgVersion: '9.0.1900',
    tags: ['big_sur', 'arm64_ventura'],
    fillerBytes: 100_000,
  });
}

test.each([
  ['one flipped bit', { flipBitAt: 10 }],
  ['another digest in the header', { wrongDigest: true }],
])('%s in an index is refused with both digests', async (_name, fault) => {
  await using registry = await startRegistry();
  await using asking = createAsking();
  const { indexDigest } = publishVim(registry);

  registry.fault({ path: '/manifests/' }, fault, Number.POSITIVE_INFINITY);
  const failure = await failureOf(asking.client.getManifest(registry.url, VIM, '9.0.1900'));

  expect(failure).toBeInstanceOf(DigestMismatchError);
  expect(JSON.stringify(failure)).toContain(indexDigest);
});

test.each([
  ['503', { status: 503 }],
  ['502 with a page', { status: 502, body: '<html>bad gateway</html>' }],
  ['429 with the wait in the message', rateLimit('1.5s')],
  ['a reset', { reset: true }],
  ['a cut', { cutAfter: 100 }],
])('%s is overcome by another try', async (name, fault) => {
  await using registry = await startRegistry();
  await using asking = createAsking();
  const { indexDigest } = publishVim(registry);
  await asking.client.listTags(registry.url, VIM); // Gets a token first.

  registry.fault({ path: '/manifests/' }, fault);
  const index = await asking.client.getManifest(registry.url, VIM, '9.0.1900');

  expect(index.digest).toBe(indexDigest);
  expect(asking.slept).toEqual([name.startsWith('429') ? 1500 : 250]);
});

test.each([
  ['a flipped bit', { flipBitAt: 10 }],
  ['an end that is missing', { truncateTo: 100 }],
])('a manifest with %s is asked for once more, and so is a config', async (_name, fault) => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  const { indexDigest } = publishVim(registry);
  const config = Buffer.from(JSON.stringify({ architecture: 'amd64', more: 'x'.repeat(200) }));
  const configDigest = registry.putBlob(VIM, config);

  registry.fault({ path: `/manifests/${indexDigest}` }, fault);
  const index = await asking.client.getManifest(registry.url, VIM, indexDigest);
  registry.fault({ host: 'blobs' }, fault);
  const blob = await asking.client.getBlob(registry.url, VIM, {
    digest: configDigest,
    maxBytes: 1000,
  });

  expect(index.digest).toBe(indexDigest);
  expect(config.equals(blob)).toBe(true);
  expect(asking.events.filter(({ type }) => type === 'retry')).toHaveLength(2);
});

test('a manifest that is damaged each time is asked for only twice', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  const { indexDigest } = publishVim(registry);

  registry.fault({ path: '/manifests/' }, { flipBitAt: 10 }, Number.POSITIVE_INFINITY);
  const failure = await failureOf(asking.client.getManifest(registry.url, VIM, indexDigest));

  expect(failure).toBeInstanceOf(DigestMismatchError);
  expect(registry.logged({ path: '/manifests/' })).toHaveLength(2);
});

test('documents, tags and tokens that a middlebox packs with gzip are unpacked', async () => {
  await using registry = await startRegistry();
  await using asking = createAsking();
  const { indexDigest } = publishVim(registry);
  const config = Buffer.from('{}');
  const configDigest = registry.putBlob(VIM, config);

  registry.fault({}, { gzip: true }, Number.POSITIVE_INFINITY);
  const index = await asking.client.getManifest(registry.url, VIM, indexDigest);
  const tags = await asking.client.listTags(registry.url, VIM);
  const blob = await asking.client.getBlob(registry.url, VIM, {
    digest: configDigest,
    maxBytes: 1000,
  });

  expect(index.digest).toBe(indexDigest);
  expect(tags).toEqual(['9.0.1900']);
  expect(config.equals(blob)).toBe(true);
  expect(registry.logged({ host: 'token' })).not.toEqual([]);
});

test.each([
  ['unpacks to more than is allowed', gzipSync(Buffer.alloc(2 ** 26)), /larger than/],
  ['is cut short', gzipSync('{}').subarray(0, 12), /cannot be unpacked/],
])('a packed document that %s is refused', async (_name, bytes, message) => {
  await using server = await startServer((_request, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bytes),
  );
  await using asking = createAsking();
  const failure = await failureOf(asking.client.getManifest(server.url, VIM, '1'));

  expect(failure).toBeInstanceOf(RegistryResponseError);
  expect(failure).toMatchObject({ message: expect.stringMatching(message) });
});

test('a header that says gzip when nothing is packed does no harm', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  const { indexDigest } = publishVim(registry);

  registry.fault({}, { headers: { 'content-encoding': 'gzip' } });
  const index = await asking.client.getManifest(registry.url, VIM, '9.0.1900');

  expect(index.digest).toBe(indexDigest);
});

test('headers beyond the limit are reported as such, after a single request', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  publishVim(registry);

  registry.fault({ path: '/tags/' }, { headers: { 'x-long': 'x'.repeat(20_000) } });
  const failure = await failureOf(asking.client.listTags(registry.url, VIM));

  expect(failure).toMatchObject({
    code: 'NETWORK',
    message: expect.stringContaining(`${registry.url.host}: its answer has more than 16 KiB`),
  });
  expect(registry.requests).toHaveLength(1);
});

test('a wait of hours is reported and not waited out', async () => {
  await using registry = await startRegistry();
  await using asking = createAsking();
  publishVim(registry);

  registry.fault({ path: '/manifests/' }, rateLimit('6h0m0s'), 9);
  const failure = await failureOf(asking.client.getManifest(registry.url, VIM, '9.0.1900'));

  expect(failure).toBeInstanceOf(RateLimitedError);
  expect(failure).toMatchObject({ retryAfterMs: 21_600_000 });
  expect(asking.slept).toEqual([]);
});

test.each([
  ['200', { body: '<html>log in</html>', headers: { 'content-type': 'text/html' } }],
  ['403', { status: 403, body: '<html>no</html>' }],
  ['405', { status: 405, body: '<html>no</html>' }],
])('a page in place of an index, with %s, is reported as such', async (status, fault) => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  publishVim(registry);

  registry.fault({ path: '/manifests/' }, fault, 9);
  const failure = await failureOf(asking.client.getManifest(registry.url, VIM, '9.0.1900'));

  expect(failure).toMatchObject({
    code: status === '403' ? 'UNAUTHORIZED' : 'REGISTRY_RESPONSE',
    hint: expect.stringMatching(status === '403' ? /docker login/ : /proxy/),
  });
  expect(JSON.stringify(failure)).not.toContain('<html>');
});

test('a redirect to a login page is reported with the host that sent the page', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using portal = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  publishVim(registry);

  registry.fault({ path: '/tags/' }, { redirectTo: new URL('login', portal.url).href });
  portal.fault({}, { body: '<html>', headers: { 'content-type': 'text/html; charset=utf-8' } });
  const failure = await failureOf(asking.client.listTags(registry.url, VIM));
  // A page says nothing about whether the repository exists.
  expect(failure).toMatchObject({ code: 'REGISTRY_RESPONSE', status: 404 });

  registry.fault({ path: '/tags/' }, { redirectTo: new URL('v2/', portal.url).href });
  portal.fault({}, { body: '<html>', headers: { 'content-type': 'text/html; charset=utf-8' } });
  const page = await failureOf(asking.client.listTags(registry.url, VIM));
  expect(page).toMatchObject({
    code: 'REGISTRY_RESPONSE',
    message: expect.stringContaining(portal.url.host),
  });
});

test('an index above 4 MiB is not accepted', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();

  registry.putManifest('big', 'one', { schemaVersion: 2, manifests: [], x: 'x'.repeat(2 ** 22) });
  const failure = await failureOf(asking.client.getManifest(registry.url, 'big', 'one'));

  expect(failure).toBeInstanceOf(RegistryResponseError);
});

test('what a server says is shortened, and does not steer the terminal', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  const message = `\u001b[2Jgone${'x'.repeat(10_000)}\n`;

  registry.fault({}, { status: 404, body: JSON.stringify({ errors: [{ code: 'NO', message }] }) });
  const failure = await failureOf(asking.client.getManifest(registry.url, VIM, '1'));

  const text = failure instanceof Error ? failure.message : '';
  expect(text).toContain('gone');
  expect(toTerminal(text)).toMatch(/^[\x20-\x7e]{1,400}$/);
});

test('an interruption ends a request that hangs', async () => {
  const controller = new AbortController();
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking({ signal: controller.signal });
  publishVim(registry);

  registry.fault({}, { delayMs: 5000 });
  const running = failureOf(asking.client.listTags(registry.url, VIM));
  setTimeout(() => controller.abort(), 50);

  expect(await running).toBeInstanceOf(AbortedError);
});
