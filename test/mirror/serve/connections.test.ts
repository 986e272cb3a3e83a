import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { hexOfBytes, digestOfBytes } from '../../../src/core/digest.ts';
import { parseServerKeys } from '../../../src/mirror/serve/server-keys.ts';
import type { Site } from '../../../src/mirror/serve/route.ts';
import { makeCertificate } from '../../support/http/tls-server.ts';
import { makeStock } from '../../support/mirror/make-stock.ts';
import { serveSite, type ServedSite } from '../../support/mirror/serve-site.ts';
import { connect as connectTls } from 'node:tls';

const LIMITS = { stallMs: 400, headMs: 400, headBytes: 4096, connections: 3 };
/** More than the buffers of both ends can hold. */
const LARGE = 64 * 1024 * 1024;
const chunk = Buffer.alloc(1024 * 1024, 'x');

/** A site with one large file that is made as it is read. */
const site: Site = {
  stock: makeStock(),
  find: () => ({
    digest: digestOfBytes(hexOfBytes('x')),
    kind: 'file',
    open: async () => ({
      mediaType: 'application/x-tar',
      sizeBytes: LARGE,
      open: async function* () {
        for (let sent = 0; sent < LARGE; sent += chunk.length) yield chunk;
      },
    }),
  }),
};

async function open(served: ServedSite, text: string, isTls = false): Promise<Socket> {
  const { port } = served;
  const socket = isTls
    ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
    : connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once(isTls ? 'secureConnect' : 'connect', resolve));
  socket.write(text);
  return socket;
}

/** Measures how long the server took to end a connection; undefined if it did not within the limit. */
async function endedAfter(socket: Socket, limitMs: number): Promise<number | undefined> {
  const start = performance.now();
  const closed = new Promise<true>((resolve) => {
    socket.once('close', () => resolve(true));
  });
  const isClosed = await Promise.race([closed, wait(limitMs, false)]);
  socket.destroy();
  return isClosed ? performance.now() - start : undefined;
}

const GET = 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n';
const { certificate, key } = makeCertificate('IP:127.0.0.1');
const keys = parseServerKeys(
  { path: 'cert.pem', bytes: Buffer.from(certificate) },
  { path: 'key.pem', bytes: Buffer.from(key) },
  new Date(),
);

test.each([
  ['plain', undefined],
  ['TLS', keys],
])('a client that reads nothing of an answer is dropped (%s)', async (_name, used) => {
  await using served = await serveSite(site, { limits: LIMITS, keys: used });
  const socket = await open(served, GET, used !== undefined);
  socket.pause();
  await wait(1_500);
  // What was on its way comes first, and then the end.
  socket.resume();

  expect(await endedAfter(socket, 5_000)).toBeDefined();
  expect(socket.bytesRead).toBeLessThan(LARGE);
});

test.each([
  ['plain', undefined],
  ['TLS', keys],
])('a client that is slow but keeps reading is not dropped (%s)', async (_name, used) => {
  const stallMs = 1_500;
  await using served = await serveSite(site, { limits: { ...LIMITS, stallMs }, keys: used });
  const socket = await open(served, GET, used !== undefined);
  const start = performance.now();
  let [read, untilPause] = [0, 0];
  socket.on('data', (piece: Buffer) => {
    read += piece.length;
    untilPause += piece.length;
    if (untilPause < 1024 * 1024) return;
    untilPause = 0;
    socket.pause();
    setTimeout(() => socket.resume(), 80);
  });

  await expect.poll(() => read, { timeout: 40_000 }).toBeGreaterThan(LARGE);
  expect(performance.now() - start).toBeGreaterThan(2 * stallMs);
  socket.destroy();
});

test('a client that sends nothing, or never ends its request, is dropped', async () => {
  await using served = await serveSite(site, { limits: LIMITS });
  const silent = await open(served, '');
  const slow = await open(served, 'GET /x HTTP/1.1\r\nHost:');
  const more = setInterval(() => slow.write('a'), 50);
  const ended = await Promise.all([endedAfter(silent, 5_000), endedAfter(slow, 5_000)]);
  clearInterval(more);

  expect(ended).not.toContain(undefined);
});

test('a client that stalls in a TLS handshake is dropped', async () => {
  await using served = await serveSite(site, { limits: LIMITS, keys });
  const socket = await open(served, '\u0016\u0003\u0001');

  expect(await endedAfter(socket, 5_000)).toBeDefined();
});

test('a head that is too large is refused', async () => {
  await using served = await serveSite(site, { limits: LIMITS });
  const headers = { 'x-large': 'x'.repeat(5000) };

  expect((await fetch(served.origin, { headers })).status).toBe(431);
});

test('more connections than the limit are closed', async () => {
  await using served = await serveSite(site, { limits: { ...LIMITS, headMs: 5_000 } });
  const open3 = await Promise.all([1, 2, 3].map(() => open(served, '')));
  const fourth = await open(served, '');
  expect(await endedAfter(fourth, 5_000)).toBeLessThan(4_000);
  for (const socket of open3) socket.destroy();
});

test('stopping does not wait for clients', async () => {
  const served = await serveSite(site, { keys });
  const stalled = await open(served, GET, true);
  stalled.pause();
  const shaking = await open(served, '\u0016\u0003\u0001');
  const start = performance.now();
  await served.stop();

  expect(performance.now() - start).toBeLessThan(1_000);
  stalled.destroy();
  shaking.destroy();
});
