import { expect, test } from 'vitest';

import { digestOf } from '../../src/core/digest.ts';
import {
  DigestMismatchError,
  NotFoundError,
  RegistryResponseError,
  UsageError,
} from '../../src/core/errors.ts';
import { readBody } from '../../src/http/transport/body.ts';
import { sha256Of } from '../support/registry/build-bottle.ts';
import { createAsking, failureOf } from '../support/registry/asking.ts';
import { startRegistry, type FakeRegistry } from '../support/registry/fake-registry.ts';
import { publishBottles, type Published } from '../support/registry/publish-bottles.ts';

const VIM = 'homebrew/core/vim';

function publishVim(registry: FakeRegistry): Published {
  return publishBottles(registry, {
    formula: 'vim',
    pkgVersion: '9.0.1900',
    tags: ['big_sur', 'arm64_ventura'],
    fillerBytes: 5000,
  });
}

test('an index is fetched by reference and a manifest by digest, each with its digest', async () => {
  await using registry = await startRegistry();
  await using asking = createAsking();
  const published = publishVim(registry);
  const bottle = published.bottles.get('big_sur');

  const index = await asking.client.getManifest(registry.url, VIM, '9.0.1900');
  expect(index.digest).toBe(published.indexDigest);
  expect(digestOf(sha256Of(index.bytes))).toBe(published.indexDigest);
  expect(index.document).toMatchObject({ kind: 'index' });
  expect(index.peer).toMatchObject({ address: '127.0.0.1' });

  const manifest = await asking.client.getManifest(registry.url, VIM, bottle?.manifestDigest ?? '');
  expect(manifest.document).toMatchObject({
    kind: 'manifest',
    layers: [{ digest: bottle?.digest, sizeBytes: bottle?.sizeBytes }],
  });
});

test('a blob comes from another host, which gets no credentials', async () => {
  await using registry = await startRegistry();
  await using asking = createAsking();
  const bottle = publishVim(registry).bottles.get('big_sur');
  if (bottle === undefined) throw new Error('not published');

  const response = await asking.client.openBlob(registry.url, VIM, { digest: bottle.digest });

  expect(Buffer.from(await readBody(response, 1_000_000, 'it'))).toEqual(bottle.bytes);
  expect(response.redirectHosts).toEqual([registry.blobUrl.host]);
  expect(registry.logged({ host: 'registry' }).at(-1)?.headers).toHaveProperty('authorization');
  expect(registry.logged({ host: 'blobs' })[0]?.headers).not.toHaveProperty('authorization');
});

test('the rest of a blob can be requested from the registry', async () => {
  await using registry = await startRegistry();
  await using asking = createAsking();
  const bottle = publishVim(registry).bottles.get('big_sur');
  if (bottle === undefined) throw new Error('not published');

  const rest = await asking.client.openBlob(registry.url, VIM, {
    digest: bottle.digest,
    range: { from: 1000, to: undefined },
  });

  expect(rest.status).toBe(206);
  expect(Buffer.from(await readBody(rest, 1_000_000, 'it'))).toEqual(bottle.bytes.subarray(1000));
});

test('a range beyond the end is answered with 416 and the size', async () => {
  await using registry = await startRegistry();
  await using asking = createAsking();
  const bottle = publishVim(registry).bottles.get('big_sur');
  if (bottle === undefined) throw new Error('not published');

  const from = bottle.sizeBytes;
  const response = await asking.client.openBlob(registry.url, VIM, {
    digest: bottle.digest,
    range: { from, to: undefined },
  });
  response.discard();

  expect(response.status).toBe(416);
  expect(response.headers.get('content-range')).toBe(`bytes */${from}`);
});

test('a config is fetched whole and checked', async () => {
  await using registry = await startRegistry();
  await using asking = createAsking();
  const bottle = publishVim(registry).bottles.get('big_sur');
  if (bottle === undefined) throw new Error('not published');
  const { configDigest } = bottle;

  const bytes = await asking.client.getBlob(registry.url, VIM, {
    digest: configDigest,
    maxBytes: 10_000,
  });
  expect(JSON.parse(Buffer.from(bytes).toString())).toMatchObject({ os: 'darwin' });

  await expect(
    asking.client.getBlob(registry.url, VIM, { digest: configDigest, maxBytes: 10 }),
  ).rejects.toThrow(RegistryResponseError);
  registry.fault({ host: 'blobs' }, { flipBitAt: 3 }, 2);
  await expect(
    asking.client.getBlob(registry.url, VIM, { digest: configDigest, maxBytes: 10_000 }),
  ).rejects.toThrow(DigestMismatchError);
});

test('bytes that are requested by digest must have it, whatever the header says', async () => {
  await using registry = await startRegistry();
  await using asking = createAsking();
  const { bottles } = publishVim(registry);
  const [big, ventura] = [...bottles.values()];
  if (big === undefined || ventura === undefined) throw new Error('not published');
  const other = await asking.client.getManifest(registry.url, VIM, ventura.manifestDigest);

  registry.fault(
    { path: big.manifestDigest },
    {
      body: Buffer.from(other.bytes).toString(),
      headers: { 'docker-content-digest': ventura.manifestDigest },
    },
    2,
  );
  const failure = await failureOf(asking.client.getManifest(registry.url, VIM, big.manifestDigest));

  expect(failure).toMatchObject({ expected: big.manifestDigest, actual: ventura.manifestDigest });
});

test('a wrong digest in the header is only a warning if the bytes have the requested digest', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  const { indexDigest: digest } = publishVim(registry);

  registry.fault({ path: digest }, { wrongDigest: true });
  const served = await asking.client.getManifest(registry.url, VIM, digest);

  expect(served.digest).toBe(digest);
  expect(asking.events).toContainEqual({
    type: 'warning',
    message: expect.stringContaining('the bytes have the digest asked for'),
  });
});

test('an unknown repository and an unknown reference are told apart', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  publishVim(registry);

  const reference = await failureOf(asking.client.getManifest(registry.url, VIM, '1.2'));
  const repository = await failureOf(asking.client.listTags(registry.url, 'homebrew/core/vimm'));

  expect(reference).toBeInstanceOf(NotFoundError);
  expect(reference).toMatchObject({ message: expect.stringContaining(`${VIM}:1.2`) });
  expect(reference).toMatchObject({ message: expect.stringContaining('MANIFEST_UNKNOWN') });
  expect(repository).toBeInstanceOf(NotFoundError);
  expect(repository).toMatchObject({
    message: `${registry.url.host} has no repository homebrew/core/vimm (NAME_UNKNOWN: repository name not known to registry)`,
  });
});

test('HEAD gives the digest, the size and the limits of Docker Hub', async () => {
  await using registry = await startRegistry();
  await using asking = createAsking();
  const { indexDigest } = publishVim(registry);

  registry.fault(
    { method: 'HEAD' },
    { headers: { 'ratelimit-limit': '100;w=21600', 'ratelimit-remaining': '76;w=21600' } },
    2, // One for the challenge.
  );
  const head = await asking.client.headManifest(registry.url, VIM, '9.0.1900');

  expect(head).toMatchObject({
    digest: indexDigest,
    rateLimit: { limit: 100, remaining: 76, windowSeconds: 21_600 },
  });
  expect(head.sizeBytes).toBeGreaterThan(1000);
  expect(registry.logged({ method: 'HEAD' }).at(-1)?.sentBytes).toBe(0);
  await expect(asking.client.headManifest(registry.url, VIM, '0')).rejects.toThrow(NotFoundError);
});

test.each(['homebrew/../secrets', '/vim', 'vim?x=', '', 'a//b'])(
  'a repository called %j is never asked for',
  async (name) => {
    await using registry = await startRegistry();
    await using asking = createAsking();

    await expect(asking.client.listTags(registry.url, name)).rejects.toThrow(UsageError);
    await expect(asking.client.getManifest(registry.url, 'vim', `a/${name}`)).rejects.toThrow(
      UsageError,
    );
    expect(registry.requests).toEqual([]);
  },
);

test('a mirror below a path is asked below that path', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();

  const mirror = new URL('api/docker/', registry.url);
  await expect(asking.client.listTags(mirror, VIM)).rejects.toThrow(RegistryResponseError);

  expect(registry.requests[0]?.path).toContain(`/api/docker/v2/${VIM}/tags/list`);
});
