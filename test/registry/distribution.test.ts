import { existsSync } from 'node:fs';

import { expect, test } from 'vitest';

import { readBody } from '../../src/http/transport/body.ts';
import { readBottleIndex } from '../../src/registry/documents/bottle-index.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../src/registry/documents/media-type.ts';
import { createAsking, failureOf } from '../support/registry/asking.ts';
import { startDistribution, type Distribution } from '../support/registry/distribution.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { publishBottles, type Published } from '../support/registry/publish-bottles.ts';

/** The registry of the CNCF, in Debian's package docker-registry. */
const PROGRAM = '/usr/bin/docker-registry';
const isMissing = !existsSync(PROGRAM);
const REASON = `${PROGRAM} is not installed (apt-get install docker-registry)`;
const VIM = 'homebrew/core/vim';

test('the registry of the CNCF accepts what is published and gives it to the client', async ({
  skip,
}) => {
  skip(isMissing, REASON);
  await using registry = await startDistribution(PROGRAM);
  await using asking = createAsking();
  const published = await copyVim(registry);
  const bottle = published.bottles.get('big_sur');
  if (bottle === undefined) throw new Error('not published');
  const { client } = asking;

  const served = await client.getManifest(registry.url, VIM, '9.0.1900');
  expect(served.digest).toBe(published.indexDigest);
  if (served.document.kind !== 'index') throw new Error('no index');
  const index = readBottleIndex(served.document, '9.0.1900');
  expect(index.bottles.map(({ bottleTag, sha256 }) => [bottleTag, sha256])).toEqual(
    [...published.bottles].map(([tag, { sha256 }]) => [tag, sha256]),
  );
  expect(await client.headManifest(registry.url, VIM, '9.0.1900')).toEqual({
    digest: published.indexDigest,
    sizeBytes: served.bytes.length,
    rateLimit: undefined,
  });

  const blob = await client.openBlob(registry.url, VIM, { digest: bottle.digest });
  expect(Buffer.from(await readBody(blob, 1e6, 'it')).equals(bottle.bytes)).toBe(true);
  const rest = await client.openBlob(registry.url, VIM, {
    digest: bottle.digest,
    range: { from: 100, to: bottle.sizeBytes - 1 },
  });
  expect(rest.status).toBe(206);
  expect(Buffer.from(await readBody(rest, 1e6, 'it')).equals(bottle.bytes.subarray(100))).toBe(
    true,
  );
  const beyond = { from: bottle.sizeBytes, to: undefined };
  const refused = await client.openBlob(registry.url, VIM, {
    digest: bottle.digest,
    range: beyond,
  });
  refused.discard();
  expect(refused.status).toBe(416);
});

test('the registry of the CNCF lists its tags and says what it lacks', async ({ skip }) => {
  skip(isMissing, REASON);
  await using registry = await startDistribution(PROGRAM);
  await using asking = createAsking();
  const { indexDigest } = await copyVim(registry);
  const { bytes } = await asking.client.getManifest(registry.url, VIM, indexDigest);
  const tags = ['9.0.1900', ...Array.from({ length: 120 }, (_each, at) => `8.${at}`)];
  for (const tag of tags) await registry.putManifest(VIM, tag, bytes, OCI_INDEX);

  const listed = await asking.client.listTags(registry.url, VIM);
  expect(listed.toSorted()).toEqual(tags.toSorted());
  const reference = await failureOf(asking.client.getManifest(registry.url, VIM, '7'));
  expect(reference).toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining('MANIFEST_UNKNOWN'),
  });
  const repository = await failureOf(asking.client.listTags(registry.url, 'a/b'));
  expect(repository).toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining('has no repository a/b'),
  });
});

/** Copies what the test support publishes, so that a real registry judges it as well. */
async function copyVim(registry: Distribution): Promise<Published> {
  await using source = await startRegistry({ access: 'open', blobHost: 'same' });
  await using asking = createAsking();
  const tags = ['big_sur', 'arm64_sonoma', 'x86_64_linux', 'all'];
  const published = publishBottles(source, { formula: 'vim', pkgVersion: '9.0.1900', tags });
  for (const { digest, configDigest, manifestDigest, bytes } of published.bottles.values()) {
    const config = await asking.client.getBlob(source.url, VIM, {
      digest: configDigest,
      maxBytes: 1e5,
    });
    const manifest = await asking.client.getManifest(source.url, VIM, manifestDigest);
    await registry.putBlob(VIM, digest, bytes);
    await registry.putBlob(VIM, configDigest, config);
    await registry.putManifest(VIM, manifestDigest, manifest.bytes, OCI_MANIFEST);
  }
  const index = await asking.client.getManifest(source.url, VIM, '9.0.1900');
  await registry.putManifest(VIM, '9.0.1900', index.bytes, OCI_INDEX);
  return published;
}
