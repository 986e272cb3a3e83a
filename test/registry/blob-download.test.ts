import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { downloadFile } from '../../src/http/download/download.ts';
import { createAsking, failureOf, type Asking } from '../support/registry/asking.ts';
import { startRegistry, type FakeRegistry } from '../support/registry/fake-registry.ts';
import { rateLimit, type Fault, type RequestMatcher } from '../support/registry/faults.ts';
import { publishBottles, type PublishedBottle } from '../support/registry/publish-bottles.ts';
import { withPart } from '../support/store/with-part.ts';

const VIM = 'homebrew/core/vim';
const BLOBS: RequestMatcher = { host: 'blobs' };

function publishVim(registry: FakeRegistry): PublishedBottle {
  const published = publishBottles(registry, {
    formula: 'vim',
    pkgVersion: '9.0.1900',
    tags: ['big_sur'],
    fillerBytes: 300_000,
  });
  const bottle = published.bottles.get('big_sur');
  if (bottle === undefined) throw new Error('not published');
  return bottle;
}

async function download(
  registry: FakeRegistry,
  { client, events }: Asking,
  { digest, sizeBytes, fileName }: PublishedBottle,
): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'brewpull-blob-'));
  try {
    const partPath = join(folder, 'part');
    await withPart(partPath, sizeBytes, (part) =>
      downloadFile({
        name: fileName,
        digest,
        sizeBytes,
        maxBytes: sizeBytes,
        part,
        clock: { now: () => Date.now(), random: () => 0, sleep: async () => undefined },
        onEvent: (event) => events.push(event),
        signal: undefined,
        open: (range) => client.openBlob(registry.url, VIM, { digest, range }),
      }),
    );
    return await readFile(partPath);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test.each<[string, RequestMatcher, readonly Fault[]]>([
  ['cut at 25 %', BLOBS, [{ cutAtPercent: 25 }]],
  ['cut at 50 %', BLOBS, [{ cutAtPercent: 50 }]],
  ['cut at 99 %', BLOBS, [{ cutAtPercent: 99 }]],
  ['cut again and again', BLOBS, [{ cutAtPercent: 30 }, { cutAtPercent: 30 }, { cutAtPercent: 1 }]],
  ['a reset in the middle', BLOBS, [{ cutAtPercent: 50, reset: true }]],
  ['a stall in the middle', BLOBS, [{ stallAtPercent: 50 }]],
  ['a reset before the answer', { host: 'registry', path: '/blobs/' }, [{ reset: true }]],
  ['503 of the other host', BLOBS, [{ cutAtPercent: 50 }, { status: 503 }]],
  ['429 of the registry', { host: 'registry', path: '/blobs/' }, [rateLimit()]],
  [
    'a signed URL that has expired',
    BLOBS,
    [{ cutAtPercent: 50 }, { status: 403, body: '<Error/>' }],
  ],
])('%s: the right bytes arrive, each about once', async (_name, match, faults) => {
  await using registry = await startRegistry();
  await using asking = createAsking();
  const bottle = publishVim(registry);
  for (const fault of faults) registry.fault(match, fault);

  expect((await download(registry, asking, bottle)).equals(bottle.bytes)).toBe(true);
  expect(registry.sentBytes(BLOBS)).toBeLessThan(bottle.sizeBytes * 1.01 + 1000);
  for (const { headers } of registry.logged(BLOBS))
    expect(headers).not.toHaveProperty('authorization');
});

test('a host that ignores ranges costs bytes, but not the file', async () => {
  await using registry = await startRegistry();
  await using asking = createAsking();
  const bottle = publishVim(registry);

  registry.fault(BLOBS, { cutAtPercent: 50 });
  registry.fault(BLOBS, { ignoreRange: true });

  expect((await download(registry, asking, bottle)).equals(bottle.bytes)).toBe(true);
});

test.each<[string, Fault, string]>([
  ['one flipped bit', { flipBitAt: 1000 }, 'DIGEST_MISMATCH'],
  ['a body cut short by an honest length', { truncateTo: 1000 }, 'SIZE_MISMATCH'],
  ['a byte too many', { append: 'x' }, 'SIZE_MISMATCH'],
  [
    'a page of a network',
    { body: '<html>', headers: { 'content-type': 'text/html' } },
    'REGISTRY_RESPONSE',
  ],
])('%s, every time, is refused', async (_name, fault, code) => {
  await using registry = await startRegistry();
  await using asking = createAsking();
  const bottle = publishVim(registry);

  registry.fault(BLOBS, fault, Number.POSITIVE_INFINITY);

  expect(await failureOf(download(registry, asking, bottle))).toMatchObject({ code });
});

test('a link that is refused every time is reported as such, without the link', async () => {
  await using registry = await startRegistry();
  await using asking = createAsking();
  const bottle = publishVim(registry);

  registry.fault(BLOBS, { status: 403, body: '<Error/>' }, Number.POSITIVE_INFINITY);
  const failure = await failureOf(download(registry, asking, bottle));

  expect(failure).toMatchObject({ code: 'UNAUTHORIZED', hint: expect.stringContaining('again') });
  const sig = new URL(registry.logged(BLOBS)[0]?.path ?? '', registry.blobUrl).searchParams.get(
    'sig',
  );
  expect(sig).not.toBeNull();
  expect(JSON.stringify([failure, asking.events])).not.toContain(sig);
});
