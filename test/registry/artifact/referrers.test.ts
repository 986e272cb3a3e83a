import { existsSync } from 'node:fs';

import { expect, test } from 'vitest';

import { digestOfBytes, type Digest } from '../../../src/core/digest.ts';
import { EMPTY_CONFIG, formatArtifact } from '../../../src/registry/artifact/format-artifact.ts';
import { findReferrers, putReferrer } from '../../../src/registry/artifact/referrers.ts';
import { referrersTag } from '../../../src/registry/artifact/referrers-schema.ts';
import type { UploadPlace } from '../../../src/registry/upload/upload-sender.ts';
import type { UploadManifest } from '../../../src/registry/upload/uploads.ts';
import { createAsking, failureOf, type Asking } from '../../support/registry/asking.ts';
import { startDistribution } from '../../support/registry/distribution.ts';
import { startRegistry } from '../../support/registry/fake-registry.ts';

const PROGRAM = '/usr/bin/docker-registry';
const REASON = `${PROGRAM} is not installed (apt-get install docker-registry)`;
const NOTE = 'application/vnd.example.note.v1';

/** Puts an artifact of one text, about another one if that is given. */
async function put(
  { uploads }: Asking,
  place: UploadPlace,
  { text, subject }: { readonly text: string; readonly subject?: UploadManifest },
): Promise<UploadManifest> {
  const bytes = Buffer.from(text);
  const mediaType = 'text/plain';
  const manifest = formatArtifact({
    artifactType: NOTE,
    layer: { mediaType, digest: digestOfBytes(bytes), sizeBytes: bytes.length },
    ...(subject === undefined ? {} : { subject: { ...subject, sizeBytes: subject.bytes.length } }),
    annotations: { b: '2', a: '1' },
  });
  await uploads.putBytes(place, bytes);
  await uploads.putBytes(place, EMPTY_CONFIG);
  if (subject === undefined) await uploads.putManifest(place, 'it', manifest);
  else await putReferrer(uploads, place, { manifest, artifactType: NOTE, subject: subject.digest });
  return manifest;
}

async function listed(asking: Asking, place: UploadPlace, subject: Digest): Promise<string[]> {
  const found = await findReferrers(asking.client, place, subject);
  return found.map(({ digest, artifactType }) => `${artifactType} ${digest}`);
}

test.each([true, false])(
  'each artifact about a manifest is found once, whether the registry lists it (%s) or a tag does',
  async (listsReferrers) => {
    await using registry = await startRegistry({ access: 'open', listsReferrers });
    await using asking = createAsking();
    const place = { registry: registry.url, repository: 'a/b' };
    const subject = await put(asking, place, { text: 'it' });

    expect(await listed(asking, place, subject.digest)).toEqual([]);
    const one = await put(asking, place, { text: 'one', subject });
    const other = await put(asking, place, { text: 'other', subject });
    await put(asking, place, { text: 'one', subject });

    expect(await listed(asking, place, subject.digest)).toEqual([
      `${NOTE} ${one.digest}`,
      `${NOTE} ${other.digest}`,
    ]);
    const tag = await asking.uploads.findManifest(place, referrersTag(subject.digest));
    expect(tag === undefined).toBe(listsReferrers);
  },
);

test('the registry of the CNCF, which has no such lists, keeps them under the tag', async ({
  skip,
}) => {
  skip(!existsSync(PROGRAM), REASON);
  await using registry = await startDistribution(PROGRAM);
  await using asking = createAsking();
  const place = { registry: registry.url, repository: 'a/b' };
  const subject = await put(asking, place, { text: 'it' });
  const one = await put(asking, place, { text: 'one', subject });

  expect(await listed(asking, place, subject.digest)).toEqual([`${NOTE} ${one.digest}`]);
});

test('entries by others stay in the tag with everything they say', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  const place = { registry: registry.url, repository: 'a/b' };
  const subject = await put(asking, place, { text: 'it' });
  const first = await put(asking, place, { text: 'one', subject });
  const tag = referrersTag(subject.digest);
  const there = await asking.uploads.findManifest(place, tag);
  const list = JSON.parse(Buffer.from(there?.bytes ?? '').toString('utf8'));
  list.manifests[0].annotations = { by: 'ann' };
  registry.putManifest('a/b', tag, list);

  const second = await put(asking, place, { text: 'two', subject });

  const after = await asking.uploads.findManifest(place, tag);
  expect(JSON.parse(Buffer.from(after?.bytes ?? '').toString('utf8')).manifests).toMatchObject([
    { digest: first.digest, annotations: { by: 'ann' } },
    { digest: second.digest, artifactType: NOTE },
  ]);
});

test.each([
  ['400', { status: 400 }],
  ['405', { status: 405 }],
  ['a page for people', { status: 200, body: '<html></html>' }],
])(
  'a registry that answers %s to a request for lists is asked for the tag',
  async (_name, fault) => {
    await using registry = await startRegistry({ access: 'open' });
    await using asking = createAsking();
    const place = { registry: registry.url, repository: 'a/b' };
    const subject = await put(asking, place, { text: 'it' });
    const one = await put(asking, place, { text: 'one', subject });
    registry.fault({ path: '/referrers/' }, fault, 5);

    expect(await listed(asking, place, subject.digest)).toEqual([`${NOTE} ${one.digest}`]);
  },
);

test('a registry that refuses the request is not taken for one without lists', async () => {
  await using registry = await startRegistry({ access: 'open', listsReferrers: true });
  await using asking = createAsking();
  const place = { registry: registry.url, repository: 'a/b' };
  const subject = await put(asking, place, { text: 'it' });
  registry.fault({ path: '/referrers/' }, { status: 403 });

  expect(await failureOf(listed(asking, place, subject.digest))).toMatchObject({
    code: 'UNAUTHORIZED',
  });
});

test('lists are read page by page, not beyond the registry and not without end', async () => {
  await using registry = await startRegistry({ access: 'open', listsReferrers: true });
  await using asking = createAsking();
  const place = { registry: registry.url, repository: 'a/b' };
  const subject = await put(asking, place, { text: 'it' });
  const one = await put(asking, place, { text: 'one', subject });
  const link = (to: string): { headers: Record<string, string> } => ({
    headers: { link: `<${to}>; rel="next"` },
  });
  registry.fault({ path: '/referrers/' }, link(`/v2/a/b/referrers/${subject.digest}?page=2`));

  expect(await listed(asking, place, subject.digest)).toEqual([
    `${NOTE} ${one.digest}`,
    `${NOTE} ${one.digest}`,
  ]);
  registry.fault({ path: '/referrers/' }, link('https://elsewhere.example/'));
  expect(await failureOf(listed(asking, place, subject.digest))).toMatchObject({
    code: 'REGISTRY_RESPONSE',
  });
  registry.fault({ path: '/referrers/' }, link(`/v2/a/b/referrers/${subject.digest}?again`), 50);
  expect(await failureOf(listed(asking, place, subject.digest))).toMatchObject({
    code: 'REGISTRY_RESPONSE',
  });
});

test('an artifact has the same bytes whatever the order of its annotations', () => {
  const layer = { mediaType: 'text/plain', digest: digestOfBytes('x'), sizeBytes: 1 };
  const one = formatArtifact({ artifactType: NOTE, layer, annotations: { a: '1', b: '2' } });
  const other = formatArtifact({ artifactType: NOTE, layer, annotations: { b: '2', a: '1' } });

  expect(one).toEqual(other);
});
