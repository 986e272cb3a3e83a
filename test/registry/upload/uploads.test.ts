import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

import { expect, test } from 'vitest';

import { digestOf, parseHex } from '../../../src/core/digest.ts';
import type { UploadBlob } from '../../../src/registry/upload/send-blob.ts';
import { always, asGhcr, createAsking, failureOf } from '../../support/registry/asking.ts';
import { startRegistry } from '../../support/registry/fake-registry.ts';
import { listen, shut, urlOf } from '../../support/registry/loopback-server.ts';

const ACCOUNT = { username: 'ann', password: 'secret' };
const ANN = always({ kind: 'basic', user: 'ann', password: 'secret' });
const BYTES = Buffer.from('a bottle');

function blobOf(bytes: Uint8Array): UploadBlob & { readonly sent: number[] } {
  const sent: number[] = [];
  return {
    digest: digestOf(parseHex(createHash('sha256').update(bytes).digest('hex'))),
    sizeBytes: bytes.length,
    open: async function* ({ start, end }) {
      yield bytes.subarray(start, end);
    },
    onProgress: (count) => sent.push(count),
    sent,
  };
}

test('one token, requested for both reading and writing, serves a whole upload', async () => {
  await using registry = await startRegistry({ account: ACCOUNT });
  await using asking = createAsking({ credentials: ANN });
  const place = { registry: registry.url, repository: 'a/b' };
  const blob = blobOf(BYTES);

  expect(await asking.uploads.hasBlob(place, blob.digest)).toBe(false);
  await asking.uploads.putBlob(place, blob);
  expect(await asking.uploads.hasBlob(place, blob.digest)).toBe(true);
  expect(blob.sent).toEqual([0, BYTES.length]);
  const asked = registry.logged({ host: 'token' }).map(({ path }) => new URL(path, registry.url));
  expect(asked.map((url) => url.searchParams.get('scope'))).toEqual(['repository:a/b:pull,push']);
});

test('a token that expires in between is requested again', async () => {
  await using registry = await startRegistry({ account: ACCOUNT });
  await using asking = createAsking({ credentials: ANN });
  const place = { registry: registry.url, repository: 'a/b' };
  await asking.uploads.putBlob(place, blobOf(BYTES));
  registry.expireTokens();
  await asking.uploads.putBlob(place, blobOf(Buffer.from('another')));

  expect(registry.logged({ host: 'token' })).toHaveLength(2);
});

test('a client that may only read is refused', async () => {
  await using registry = await startRegistry();
  await using asking = createAsking();
  const place = { registry: registry.url, repository: 'a/b' };
  const failure = await failureOf(asking.uploads.putBlob(place, blobOf(BYTES)));

  expect(failure).toMatchObject({ code: 'UNAUTHORIZED' });
});

test('an upload that is sent on to another server goes there without credentials', async () => {
  const seen: unknown[] = [];
  const storage = createServer((request, response) => {
    seen.push([request.method, request.url, request.headers.authorization]);
    request.resume().once('end', () => response.writeHead(201).end());
  });
  await listen(storage);
  await using registry = await startRegistry({ access: 'basic', account: ACCOUNT });
  await using asking = createAsking({ credentials: ANN });
  const location = new URL('put?sig=a%2Fb', urlOf(storage)).href;
  registry.fault({ method: 'POST' }, { status: 202, headers: { location } }, 2);
  const blob = blobOf(BYTES);
  const place = { registry: registry.url, repository: 'a/b' };
  await asking.uploads.hasBlob(place, blob.digest);
  await asking.uploads.putBlob(place, blob);
  await shut(storage);

  expect(registry.logged({ method: 'POST' })[0]?.headers).toHaveProperty('authorization');

  const path = `/put?sig=a%2Fb&digest=${encodeURIComponent(blob.digest)}`;
  expect(seen).toEqual([['PUT', path, undefined]]);
});

test.each([
  ['leads from https to http', 'http://192.0.2.1/put', 'INSECURE_REDIRECT'],
  ['is no web address', 'ftp://192.0.2.1/put', 'REGISTRY_RESPONSE'],
])('an upload that %s is refused, and nothing is sent there', async (_why, location, code) => {
  await using registry = await startRegistry({ account: ACCOUNT });
  await using asking = createAsking({ credentials: ANN, transport: asGhcr(registry) });
  registry.fault({ method: 'POST' }, { status: 202, headers: { location } }, 9);
  const place = { registry: new URL('https://ghcr.io/'), repository: 'a/b' };
  const failure = await failureOf(asking.uploads.putBlob(place, blobOf(BYTES)));

  expect(failure).toMatchObject({ code });
  expect(registry.logged({ method: 'PUT' })).toEqual([]);
});

test('bytes that do not match their digest are refused by the registry, which is reported', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  const blob = { ...blobOf(BYTES), digest: blobOf(Buffer.from('something else')).digest };
  const place = { registry: registry.url, repository: 'a/b' };

  expect(await failureOf(asking.uploads.putBlob(place, blob))).toMatchObject({
    code: 'REGISTRY_RESPONSE',
    message: expect.stringContaining('DIGEST_INVALID'),
  });
});

test('a registry that stays busy is given up after five tries', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  registry.fault({ method: 'POST' }, { status: 503 }, 99);
  const place = { registry: registry.url, repository: 'a/b' };

  expect(await failureOf(asking.uploads.putBlob(place, blobOf(BYTES)))).toMatchObject({
    code: 'REGISTRY_RESPONSE',
    status: 503,
  });
  expect(registry.logged({ method: 'POST' })).toHaveLength(5);
});
