import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { digestOf, parseHex, type Digest } from '../../../src/core/digest.ts';
import {
  AbortedError,
  DigestMismatchError,
  NetworkError,
  RateLimitedError,
  SizeMismatchError,
  StoreError,
} from '../../../src/core/errors.ts';
import type { BrewpullEvent } from '../../../src/core/events.ts';
import type { Clock } from '../../../src/http/clock.ts';
import { DIRECT_BYTES } from '../../../src/http/transport/direct-body.ts';
import { downloadFile, type DownloadResult } from '../../../src/http/download/download.ts';
import type { HttpTransport } from '../../../src/http/transport/exchange.ts';
import { sendFollowingRedirects } from '../../../src/http/redirect.ts';
import { sendWithRetries } from '../../../src/http/retry.ts';
import { createTransport } from '../../../src/http/transport/transport.ts';
import { fileHandler, startServer, type FileFault } from '../../support/http/fault-server.ts';
import { loopbackReach } from '../../support/http/reach.ts';
import { withPart } from '../../support/store/with-part.ts';

const SIZE = 1_000_000;
const CONTENT = randomBytes(SIZE);
const DIGEST = digest(CONTENT);
const FLIPPED = Buffer.from(CONTENT);
/** So large that even the second half of it is read directly. */
const LARGE_SIZE = 2 * DIRECT_BYTES + 1_000_000;
const LARGE_CONTENT = randomBytes(LARGE_SIZE);
FLIPPED[500_000] = (FLIPPED[500_000] ?? 0) ^ 1;

let folder: string;
let transport: HttpTransport;
let events: BrewpullEvent[];
let slept: number[];

const clock: Clock = {
  now: () => Date.now(),
  random: () => 0,
  sleep: async (ms) => {
    slept.push(ms);
  },
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brewpull-download-'));
  events = [];
  slept = [];
  transport = createTransport({
    reach: loopbackReach(),
    proxy: { http: undefined, https: undefined, exceptions: [] },
    certificateAuthorities: [],
    userAgent: 'test',
    stallTimeoutMs: 300,
  });
});
afterEach(async () => {
  await transport.close();
  await rm(folder, { recursive: true, force: true });
});

function digest(bytes: Uint8Array): Digest {
  return digestOf(parseHex(createHash('sha256').update(bytes).digest('hex')));
}

function download(
  url: URL,
  options: {
    content?: Uint8Array;
    sizeBytes?: number | undefined;
    partPath?: string;
    signal?: AbortSignal;
    maxBytes?: number;
  } = {},
): Promise<DownloadResult> {
  const { content = CONTENT } = options;
  const tools = {
    clock,
    onEvent: (event: BrewpullEvent) => events.push(event),
    signal: options.signal,
  };
  const sizeBytes = 'sizeBytes' in options ? options.sizeBytes : content.length;
  const maxBytes = options.maxBytes ?? 10 * content.length;
  const partPath = options.partPath ?? join(folder, 'a.part');
  return withPart(partPath, sizeBytes ?? maxBytes, (part) =>
    downloadFile({
      ...tools,
      name: 'vim.tar.gz',
      digest: digest(content),
      sizeBytes,
      maxBytes,
      part,
      open: (range) =>
        sendWithRetries('vim.tar.gz', tools, () =>
          sendFollowingRedirects(
            transport,
            {
              method: 'GET',
              url,
              headers:
                range === undefined ? {} : { range: `bytes=${range.from}-${range.to ?? ''}` },
              signal: options.signal,
            },
            tools.onEvent,
          ),
        ),
    }),
  );
}

async function read(): Promise<Buffer> {
  return readFile(join(folder, 'a.part'));
}

test('a file is downloaded, with its size and progress told', async () => {
  await using server = await startServer(fileHandler(CONTENT));
  const result = await download(server.url);

  expect(result).toEqual({ sizeBytes: SIZE, resumedBytes: 0, fetchedBytes: SIZE });
  expect(digest(await read())).toBe(DIGEST);
  expect(server.seen[0]?.headers).not.toHaveProperty('range');
  expect(events[0]).toMatchObject({ type: 'download-started', sizeBytes: SIZE, resumedBytes: 0 });
  expect(events.at(-1)).toMatchObject({ type: 'download-done', sizeBytes: SIZE });
});

test.each<[string, (size: number) => FileFault[]]>([
  ['cut at 25 %', (size) => [{ cutAfter: size / 4 }]],
  ['cut at 50 %', (size) => [{ cutAfter: size / 2 }]],
  ['cut at 99 %', (size) => [{ cutAfter: 0.99 * size }]],
  [
    'cut again and again',
    () => [100, 200_000, 1, 200_000, 200_000].map((cutAfter) => ({ cutAfter })),
  ],
  ['a reset in the middle', (size) => [{ cutAfter: size / 2, reset: true }]],
  ['a stall in the middle', (size) => [{ stallAfter: size / 2 }]],
  ['503 before the rest', (size) => [{ cutAfter: size / 2 }, { status: 503 }]],
])('%s: the right bytes arrive, each about once', async (_name, faultsOf) => {
  for (const content of [CONTENT, LARGE_CONTENT]) {
    const partPath = join(folder, `${content.length}.part`);
    await using server = await startServer(fileHandler(content, faultsOf(content.length)));
    const result = await download(server.url, { content, partPath });

    expect(digest(await readFile(partPath))).toBe(digest(content));
    expect(result.fetchedBytes).toBeLessThan(content.length * 1.01);
  }
});

test('a large file is taken up in a later run, and a range that is ignored is passed over', async () => {
  for (const faults of [[], [{ ignoreRange: true }]]) {
    await writeFile(join(folder, 'a.part'), LARGE_CONTENT.subarray(0, 700_001));
    await using server = await startServer(fileHandler(LARGE_CONTENT, faults));
    const result = await download(server.url, { content: LARGE_CONTENT });

    expect(result).toMatchObject({ sizeBytes: LARGE_SIZE, resumedBytes: 700_001 });
    expect(digest(await read())).toBe(digest(LARGE_CONTENT));
  }
});

test.each<[string, FileFault[]]>([
  ['ignored', [{ cutAfter: SIZE / 2 }, { ignoreRange: true }]],
  ['answered with another range', [{ cutAfter: SIZE / 2 }, { shiftRange: true }]],
])('a range that is %s costs bytes, but not the file', async (_name, faults) => {
  await using server = await startServer(fileHandler(CONTENT, faults));
  await download(server.url);

  expect(digest(await read())).toBe(DIGEST);
});

test('a download broken off is taken up in a later run, from the registry and not from the part', async () => {
  await writeFile(join(folder, 'a.part'), CONTENT.subarray(0, 700_000));
  await using server = await startServer(fileHandler(CONTENT));
  const result = await download(server.url);

  expect(result).toEqual({ sizeBytes: SIZE, resumedBytes: 700_000, fetchedBytes: 300_000 });
  expect(server.seen[0]?.headers['range']).toBe(`bytes=700000-${SIZE - 1}`);
  expect(digest(await read())).toBe(DIGEST);
});

test('a complete part is proven without a request', async () => {
  await writeFile(join(folder, 'a.part'), CONTENT);
  await using server = await startServer(fileHandler(CONTENT));
  await download(server.url);

  expect(server.seen).toEqual([]);
});

test('a part with wrong bytes is thrown away and fetched anew', async () => {
  await writeFile(join(folder, 'a.part'), FLIPPED.subarray(0, 700_000));
  await using server = await startServer(fileHandler(CONTENT));
  await download(server.url);

  expect(digest(await read())).toBe(DIGEST);
});

test('a part that is longer than the file is thrown away', async () => {
  await writeFile(join(folder, 'a.part'), Buffer.concat([CONTENT, CONTENT]));
  await using server = await startServer(fileHandler(CONTENT));
  await download(server.url);

  expect(digest(await read())).toBe(DIGEST);
});

test('one flipped bit costs one more download', async () => {
  await using server = await startServer(fileHandler(CONTENT, [{ content: FLIPPED }]));
  await download(server.url);

  expect(digest(await read())).toBe(DIGEST);
  expect(server.seen).toHaveLength(2);
});

test('bytes that never hash right are refused with both digests, and nothing is left', async () => {
  await using server = await startServer(fileHandler(FLIPPED));
  const failure = await download(server.url).catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(DigestMismatchError);
  expect(failure).toMatchObject({ expected: DIGEST, actual: digest(FLIPPED) });
  expect(await readdir(folder)).toEqual([]);
});

test('a large file with a flipped bit, or longer than announced, is refused', async () => {
  const flipped = Buffer.from(LARGE_CONTENT);
  flipped[LARGE_SIZE - 1] = (flipped[LARGE_SIZE - 1] ?? 0) ^ 1;
  await using wrong = await startServer(fileHandler(flipped));
  await expect(download(wrong.url, { content: LARGE_CONTENT })).rejects.toThrow(
    DigestMismatchError,
  );
  await using long = await startServer(fileHandler(LARGE_CONTENT));
  await expect(
    download(long.url, { content: LARGE_CONTENT.subarray(0, LARGE_SIZE - 1) }),
  ).rejects.toThrow(SizeMismatchError);

  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ['truncated', CONTENT.subarray(0, SIZE - 1), SIZE - 1],
  ['too long', Buffer.concat([CONTENT, Buffer.from('x')]), SIZE + 1],
])(
  'a file that is %s is refused with both sizes, and nothing is left',
  async (_name, content, actualBytes) => {
    await using server = await startServer(fileHandler(content));
    const failure = await download(server.url).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(SizeMismatchError);
    expect(failure).toMatchObject({ expectedBytes: SIZE, actualBytes });
    expect(await readdir(folder)).toEqual([]);
  },
);

test('a body longer than it says is cut off at the first byte too many', async () => {
  await using server = await startServer((_request, response) => {
    response.writeHead(200); // Chunked: nothing announces the end.
    response.write(CONTENT);
    response.end(CONTENT);
  });

  await expect(download(server.url)).rejects.toThrow(SizeMismatchError);
});

test('without an announced size the digest decides, and the limit holds', async () => {
  await using server = await startServer(fileHandler(CONTENT, [{ cutAfter: 1000 }]));
  await download(server.url, { sizeBytes: undefined });
  expect(digest(await read())).toBe(DIGEST);

  await rm(join(folder, 'a.part'));
  await expect(download(server.url, { sizeBytes: undefined, maxBytes: 10_000 })).rejects.toThrow(
    SizeMismatchError,
  );
});

test.each([
  ['retry-after in seconds', { headers: { 'retry-after': '7' } }, 7000],
  [
    'the wait in the message of ghcr.io',
    { body: '{"errors":[{"message":"retry-after: 880.092µs, allowed: 44000/minute"}]}' },
    1,
  ],
])('429 with %s is waited for', async (_name, answer, ms) => {
  await using server = await startServer(fileHandler(CONTENT, [{ status: 429, ...answer }]));
  await download(server.url);

  expect(slept).toEqual([ms]);
  expect(digest(await read())).toBe(DIGEST);
});

test('429 with a date is waited for', async () => {
  const date = new Date(Date.now() + 5000).toUTCString();
  await using server = await startServer(
    fileHandler(CONTENT, [{ status: 429, headers: { 'retry-after': date } }]),
  );
  await download(server.url);

  expect(slept[0]).toBeGreaterThan(2000);
  expect(slept[0]).toBeLessThanOrEqual(5000);
});

test('429 that asks for hours is told, with the time', async () => {
  await using server = await startServer(
    fileHandler(CONTENT, [{ status: 429, headers: { 'retry-after': '21600' } }]),
  );
  const failure = await download(server.url).catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(RateLimitedError);
  expect(failure).toMatchObject({
    retryAfterMs: 21_600_000,
    message: expect.stringContaining('6 hours'),
  });
});

test('a server that breaks every time is given up after five tries, and the part stays', async () => {
  await using server = await startServer(
    fileHandler(CONTENT, [
      { cutAfter: 1000 },
      ...Array.from({ length: 20 }, () => ({ cutAfter: 0 })),
    ]),
  );
  await expect(download(server.url)).rejects.toThrow(NetworkError);

  expect(server.seen.length).toBeLessThanOrEqual(7);
  expect(CONTENT.subarray(0, 1000).equals(await read())).toBe(true);
});

test('an interrupted download keeps what it has', async () => {
  const controller = new AbortController();
  await using server = await startServer(fileHandler(CONTENT, [{ stallAfter: 500_000 }]));
  const running = download(server.url, { signal: controller.signal });
  setTimeout(() => controller.abort(), 100);

  await expect(running).rejects.toThrow(AbortedError);
  expect((await read()).length).toBe(500_000);
});

test('an interrupted download of a large file keeps what has come by then', async () => {
  const controller = new AbortController();
  await using server = await startServer(
    fileHandler(LARGE_CONTENT, [{ stallAfter: LARGE_SIZE - 1 }]),
  );
  const running = download(server.url, { content: LARGE_CONTENT, signal: controller.signal });
  setTimeout(() => controller.abort(), 150);

  await expect(running).rejects.toThrow(AbortedError);
  const kept = await read();
  expect(kept.length).toBeGreaterThan(0);
  expect(LARGE_CONTENT.subarray(0, kept.length).equals(kept)).toBe(true);
});

test.each(['/dev/full', '/proc/no/such'])(
  'a part at %s is refused with the next step',
  async (partPath) => {
    for (const content of [CONTENT, LARGE_CONTENT]) {
      await using server = await startServer(fileHandler(content));
      const failure = await download(server.url, { content, partPath }).catch(
        (error: unknown) => error,
      );

      expect(failure).toBeInstanceOf(StoreError);
      expect(failure).toMatchObject({ hint: expect.any(String) });
    }
  },
);
