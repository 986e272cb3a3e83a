import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BundleItem } from '../../../src/bundle/file/gathered-bundle.ts';
import { createMirrorServer } from '../../../src/mirror/serve/mirror.ts';
import { openBundle, type BundleReader } from '../../../src/bundle/file/open-bundle.ts';
import { writeBundle } from '../../../src/bundle/make/write-bundle.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { makeBottle } from '../../support/brew/bottle.ts';

let folder = '';
let item: BundleItem;
let reader: BundleReader;
let server: Server;
let origin = '';
let bottle: Buffer;
const failures: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brewpull-mirror-'));
  item = await makeBottle(folder, { formula: 'gtk+@3', pkgVersion: '3.0', rebuild: 1 });
  bottle = await readFile(item.bottleFile);
  const targets = [{ target: parseTargetTag('big_sur'), items: [item] }];
  const out = { path: join(folder, 'b.tar'), format: 'tar' } as const;
  await writeBundle({ targets, lock: undefined, receipts: [] }, out);
  reader = await openBundle(out.path);
  server = await createMirrorServer(reader, (message) => failures.push(message));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  origin =
    typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await reader.close();
  await rm(folder, { recursive: true });
});

const blob = (): string => `${origin}/v2/homebrew/core/gtk+/3/blobs/sha256:${item.sha256}`;

test('the index is given by reference and by digest, byte for byte', async () => {
  const index = Buffer.from(item.registry?.index ?? []);
  const digest = `sha256:${createHash('sha256').update(index).digest('hex')}`;
  for (const reference of ['3.0-1', digest]) {
    const answer = await fetch(`${origin}/v2/homebrew/core/gtk+/3/manifests/${reference}`, {
      headers: { accept: 'application/vnd.oci.image.index.v1+json' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/vnd.oci.image.index.v1+json');
    expect(answer.headers.get('docker-content-digest')).toBe(digest);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(index);
  }
});

test('a blob is given whole, in ranges, and as a head', async () => {
  expect(Buffer.from(await (await fetch(blob())).arrayBuffer())).toEqual(bottle);
  const part = await fetch(blob(), { headers: { range: 'bytes=10-19' } });
  expect(part.status).toBe(206);
  expect(part.headers.get('content-range')).toBe(`bytes 10-19/${bottle.length}`);
  expect(Buffer.from(await part.arrayBuffer())).toEqual(bottle.subarray(10, 20));
  const rest = await fetch(blob(), { headers: { range: `bytes=${bottle.length - 3}-` } });
  expect(Buffer.from(await rest.arrayBuffer())).toEqual(bottle.subarray(-3));
  const tail = await fetch(blob(), { headers: { range: 'bytes=-5' } });
  expect(Buffer.from(await tail.arrayBuffer())).toEqual(bottle.subarray(-5));
  const beyond = await fetch(blob(), { headers: { range: `bytes=${bottle.length}-` } });
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([
    416,
    `bytes */${bottle.length}`,
  ]);
  const changed = await fetch(blob(), { headers: { range: 'bytes=0-1', 'if-range': '"old"' } });
  expect(changed.status).toBe(200);
  const head = await fetch(blob(), { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bottle.length)]);
});

test('flat names serve HOMEBREW_BOTTLE_DOMAIN, and /v2/ answers a ping', async () => {
  const flat = await fetch(`${origin}/gtk%2B%403-3.0.big_sur.bottle.1.tar.gz`);

  expect(Buffer.from(await flat.arrayBuffer())).toEqual(bottle);
  expect((await fetch(`${origin}/v2/`)).status).toBe(200);
});

test.each(['POST', 'PUT', 'DELETE', 'PATCH'])('%s is refused', async (method) => {
  const answer = await fetch(blob(), { method });

  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

test.each([
  '/v2/homebrew/core/gtk+/3/manifests/9.9',
  '/../../../etc/passwd',
  '/v2/%2e%2e/%2e%2e/etc/passwd',
  '/bundle.json',
  '/bottles/../bundle.json',
  '/%',
  '/__proto__',
  'http://elsewhere/etc/passwd',
])('%s is not found', async (path) => {
  const status = await new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    // fetch would tidy the path up.
    const sent = request({ hostname, port, path }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.once('error', reject);
    sent.end();
  });

  expect(status).toBe(404);
});
