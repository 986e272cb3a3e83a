import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { digestOf, parseHex } from '../../src/core/digest.ts';
import { NetworkError, UnauthorizedError } from '../../src/core/errors.ts';
import type { BrewpullEvent } from '../../src/core/events.ts';
import { downloadFile, type DownloadResult } from '../../src/http/download.ts';
import type { HttpTransport } from '../../src/http/exchange.ts';
import { sendFollowingRedirects } from '../../src/http/redirect.ts';
import { sendWithRetries } from '../../src/http/retry.ts';
import { createTransport } from '../../src/http/transport.ts';
import { fileHandler, startServer } from '../support/http/fault-server.ts';
import { loopbackReach } from '../support/http/reach.ts';

const SIZE = 600_000;
const CONTENT = randomBytes(SIZE);

let folder: string;
let partPath: string;
let transport: HttpTransport;
let events: BrewpullEvent[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brewpull-tries-'));
  partPath = join(folder, 'a.part');
  events = [];
  transport = createTransport({
    reach: loopbackReach(),
    proxy: { http: undefined, https: undefined, exceptions: [] },
    certificateAuthorities: [],
    userAgent: 'test',
  });
});
afterEach(async () => {
  await transport.close();
  await rm(folder, { recursive: true, force: true });
});

/** Downloads as the registry client does: retries and redirects below, refusals as typed errors. */
function download(
  url: URL,
  onEvent = (event: BrewpullEvent) => events.push(event),
): Promise<DownloadResult> {
  const tools = {
    clock: { now: () => Date.now(), random: () => 0, sleep: async () => undefined },
    onEvent,
    signal: undefined,
  };
  return downloadFile({
    ...tools,
    name: 'vim.tar.gz',
    digest: digestOf(parseHex(createHash('sha256').update(CONTENT).digest('hex'))),
    sizeBytes: SIZE,
    maxBytes: SIZE,
    partPath,
    open: async (range) => {
      const headers = range === undefined ? {} : { range: `bytes=${range.from}-${range.to ?? ''}` };
      const response = await sendWithRetries('vim.tar.gz', tools, () =>
        sendFollowingRedirects(
          transport,
          { method: 'GET', url, headers, signal: undefined },
          tools.onEvent,
        ),
      );
      if (response.status !== 403) return response;
      response.discard();
      throw new UnauthorizedError('refused');
    },
  });
}

test('a server that cannot be reached is tried five times in all', async () => {
  const server = await startServer(fileHandler(CONTENT));
  await server[Symbol.asyncDispose]();

  await expect(download(server.url)).rejects.toThrow(NetworkError);
  expect(events.filter(({ type }) => type === 'retry')).toHaveLength(4);
});

test('a URL whose signature has run out is signed anew, and the download goes on', async () => {
  await using blobs = await startServer((request, response, count) => {
    // The signature of the first redirect serves one request: the second, for the rest, is too late with it.
    if (request.url !== `/?sig=${count}`) response.writeHead(403).end('<Error>expired</Error>');
    else fileHandler(CONTENT, count === 1 ? [{ cutAfter: 400_000 }] : [])(request, response, 1);
  });
  let signature = 0;
  await using registry = await startServer((_request, response) => {
    signature += 1;
    response.writeHead(307, { location: `${blobs.url.href}?sig=${signature}` }).end();
  });
  const result = await download(registry.url);

  expect(CONTENT.equals(await readFile(partPath))).toBe(true);
  expect(result.fetchedBytes).toBeLessThanOrEqual(SIZE);
  expect(blobs.seen.map(({ path }) => path)).toEqual(['/?sig=1', '/?sig=2']);
});

test('a signature that has run out before it is used costs one more request', async () => {
  await using server = await startServer(
    fileHandler(CONTENT, [{ cutAfter: 400_000 }, { status: 403 }]),
  );
  const result = await download(server.url);

  expect(result.fetchedBytes).toBeLessThanOrEqual(SIZE);
  expect(server.seen).toHaveLength(3);
});

test('a file that is not given out is asked for twice, and not again and again', async () => {
  await using server = await startServer((_request, response) => response.writeHead(403).end());

  await expect(download(server.url)).rejects.toThrow(UnauthorizedError);
  expect(server.seen).toHaveLength(2);
});

test('a server that gives a byte and breaks, each time, is given up', async () => {
  await using server = await startServer((request, response) =>
    fileHandler(CONTENT, [{ cutAfter: 1 }])(request, response, 1),
  );

  await expect(download(server.url)).rejects.toThrow(NetworkError);
  expect(server.seen.length).toBeLessThanOrEqual(5);
});
