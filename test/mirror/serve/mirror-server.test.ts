import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { expect, test } from 'vitest';
import type { BundleItem } from '../../../src/bundle/file/gathered-bundle.ts';
import { makeCoreTaps } from '../../../src/mirror/serve/core-tap.ts';
import { openBundleSite } from '../../../src/mirror/serve/bundle-site.ts';
import { openBundle } from '../../../src/bundle/file/open-bundle.ts';
import { writeBundle } from '../../../src/bundle/make/write-bundle.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { makeBottle } from '../../support/brew/bottle.ts';
import { serveSite } from '../../support/mirror/serve-site.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** A served bundle with one bottle. */
interface Mirror extends AsyncDisposable {
  readonly origin: string;
  readonly item: BundleItem;
  readonly bottle: Buffer;
}

async function startMirror(): Promise<Mirror> {
  const folder = await tempFolder();
  const item = await makeBottle(folder.path, { formula: 'gtk+@3', pkgVersion: '3.0', rebuild: 1 });
  const targets = [{ target: parseTargetTag('big_sur'), items: [item] }];
  const out = { path: folder.at('b.tar'), format: 'tar' } as const;
  await writeBundle({ targets, lock: undefined, receipts: [] }, out);
  const reader = await openBundle(out.path);
  const served = await serveSite(await openBundleSite(reader, await makeCoreTaps(reader)));
  return {
    origin: served.origin,
    item,
    bottle: await readFile(item.bottleFile),
    [Symbol.asyncDispose]: async () => {
      await served.stop();
      await reader.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const blob = (mirror: Mirror): string =>
  `${mirror.origin}/v2/homebrew/core/gtk+/3/blobs/sha256:${mirror.item.sha256}`;

test('the index is served by reference and by digest, byte for byte', async () => {
  await using mirror = await startMirror();
  const index = Buffer.from(mirror.item.registry?.index ?? []);
  const digest = `sha256:${createHash('sha256').update(index).digest('hex')}`;
  for (const reference of ['3.0-1', digest]) {
    const answer = await fetch(`${mirror.origin}/v2/homebrew/core/gtk+/3/manifests/${reference}`, {
      headers: { accept: 'application/vnd.oci.image.index.v1+json' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/vnd.oci.image.index.v1+json');
    expect(answer.headers.get('docker-content-digest')).toBe(digest);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(index);
  }
});

test('a blob is served whole, in ranges, and for HEAD', async () => {
  await using mirror = await startMirror();
  expect(Buffer.from(await (await fetch(blob(mirror))).arrayBuffer())).toEqual(mirror.bottle);
  const part = await fetch(blob(mirror), { headers: { range: 'bytes=10-19' } });
  expect(part.status).toBe(206);
  expect(part.headers.get('content-range')).toBe(`bytes 10-19/${mirror.bottle.length}`);
  expect(Buffer.from(await part.arrayBuffer())).toEqual(mirror.bottle.subarray(10, 20));
  const rest = await fetch(blob(mirror), {
    headers: { range: `bytes=${mirror.bottle.length - 3}-` },
  });
  expect(Buffer.from(await rest.arrayBuffer())).toEqual(mirror.bottle.subarray(-3));
  const tail = await fetch(blob(mirror), { headers: { range: 'bytes=-5' } });
  expect(Buffer.from(await tail.arrayBuffer())).toEqual(mirror.bottle.subarray(-5));
  const beyond = await fetch(blob(mirror), {
    headers: { range: `bytes=${mirror.bottle.length}-` },
  });
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([
    416,
    `bytes */${mirror.bottle.length}`,
  ]);
  const changed = await fetch(blob(mirror), {
    headers: { range: 'bytes=0-1', 'if-range': '"old"' },
  });
  expect(changed.status).toBe(200);
  const head = await fetch(blob(mirror), { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([
    200,
    String(mirror.bottle.length),
  ]);
});

const manifest = (mirror: Mirror, reference: string): string =>
  `${mirror.origin}/v2/homebrew/core/gtk+/3/manifests/${reference}`;

test.each([
  ['its tag', (tag: string) => ({ 'if-none-match': tag }), 304],
  ['a list with it', (tag: string) => ({ 'if-none-match': `"x", W/"y" ,${tag}` }), 304],
  ['its weak tag', (tag: string) => ({ 'if-none-match': `W/${tag}` }), 304],
  ['any', () => ({ 'if-none-match': '*' }), 304],
  ['another tag', () => ({ 'if-none-match': '"x"' }), 200],
  ['a tag that only holds it', (tag: string) => ({ 'if-none-match': `"x${tag.slice(1)}` }), 200],
  ['If-Match with it', (tag: string) => ({ 'if-match': `"x", ${tag}` }), 200],
  ['If-Match with its weak tag', (tag: string) => ({ 'if-match': `W/${tag}` }), 412],
] as const)('the condition of a request with %s is respected', async (_name, headersOf, status) => {
  await using mirror = await startMirror();
  for (const url of [manifest(mirror, '3.0-1'), blob(mirror)]) {
    const whole = await fetch(url);
    const etag = whole.headers.get('etag') ?? '';
    await whole.arrayBuffer();
    const answer = await fetch(url, { headers: headersOf(etag) });
    expect(answer.status).toBe(status);
    const body = await answer.text();
    if (status === 304) {
      expect([answer.headers.get('etag'), body]).toEqual([etag, '']);
    }
  }
});

test('what a digest names is cached for ever, what a reference names for a minute, and errors never', async () => {
  await using mirror = await startMirror();
  const seen = [];
  for (const url of [blob(mirror), manifest(mirror, '3.0-1'), manifest(mirror, '9')]) {
    seen.push((await fetch(url, { method: 'HEAD' })).headers.get('cache-control'));
  }

  expect(seen).toEqual(['public, max-age=31536000, immutable', 'public, max-age=60', 'no-store']);
});

test('flat names serve HOMEBREW_BOTTLE_DOMAIN, and /v2/ answers a ping', async () => {
  await using mirror = await startMirror();
  const flat = await fetch(`${mirror.origin}/gtk%2B%403-3.0.big_sur.bottle.1.tar.gz`);

  expect(Buffer.from(await flat.arrayBuffer())).toEqual(mirror.bottle);
  expect((await fetch(`${mirror.origin}/v2/`)).status).toBe(200);
});

test.each(['POST', 'PUT', 'DELETE', 'PATCH'])('%s is refused', async (method) => {
  await using mirror = await startMirror();
  const answer = await fetch(blob(mirror), { method });

  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

test.each([
  '/v2/homebrew/core/gtk+/3/manifests/9.9',
  '/../../../etc/passwd',
  '/v2/%2e%2e/%2e%2e/etc/passwd',
  '/b.tar',
  '/bottles/../b.tar',
  '/bottles',
  '/bottles/',
  '//bundle.json',
  '/%',
  '/__proto__',
  'http://elsewhere/etc/passwd',
])('%s is not found', async (path) => {
  await using mirror = await startMirror();
  const status = await new Promise((resolve, reject) => {
    const { hostname, port } = new URL(mirror.origin);
    // fetch would normalize the path.
    const sent = request({ hostname, port, path }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.once('error', reject);
    sent.end();
  });

  expect(status).toBe(404);
});
