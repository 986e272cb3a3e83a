import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

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
import { downloadFile, type DownloadResult } from '../../../src/http/download/download.ts';
import { sendFollowingRedirects } from '../../../src/http/redirect.ts';
import { sendWithRetries } from '../../../src/http/retry.ts';
import { DIRECT_BYTES } from '../../../src/http/transport/direct-body.ts';
import { type Downloads, startDownloads } from '../../support/http/downloads.ts';
import { fileHandler, startServer, type FileFault } from '../../support/http/fault-server.ts';
import { withPart } from '../../support/store/with-part.ts';

const SIZE = 1_000_000;
const CONTENT = randomBytes(SIZE);
const DIGEST = digest(CONTENT);
const FLIPPED = Buffer.from(CONTENT);
/** So large that even the second half of it is read directly. */
const LARGE_SIZE = 2 * DIRECT_BYTES + 1_000_000;
const LARGE_CONTENT = randomBytes(LARGE_SIZE);
FLIPPED[500_000] = (FLIPPED[500_000] ?? 0) ^ 1;

function digest(bytes: Uint8Array): Digest {
  return digestOf(parseHex(createHash('sha256').update(bytes).digest('hex')));
}

function download(
  downloads: Downloads,
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
    clock: downloads.clock,
    onEvent: (event: BrewpullEvent) => downloads.events.push(event),
    signal: options.signal,
  };
  const sizeBytes = 'sizeBytes' in options ? options.sizeBytes : content.length;
  const maxBytes = options.maxBytes ?? 10 * content.length;
  const partPath = options.partPath ?? downloads.at('a.part');
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
            downloads.transport,
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

async function read(downloads: Downloads): Promise<Buffer> {
  return readFile(downloads.at('a.part'));
}

test('a file is downloaded, and its size and progress are reported', async () => {
  await using downloads = await startDownloads({ stallTimeoutMs: 300 });
  await using server = await startServer(fileHandler(CONTENT));
  const result = await download(downloads, server.url);

  expect(result).toEqual({ sizeBytes: SIZE, resumedBytes: 0, fetchedBytes: SIZE });
  expect(digest(await read(downloads))).toBe(DIGEST);
  expect(server.seen[0]?.headers).not.toHaveProperty('range');
  expect(downloads.events[0]).toMatchObject({
    type: 'download-started',
    sizeBytes: SIZE,
    resumedBytes: 0,
  });
  expect(downloads.events.at(-1)).toMatchObject({ type: 'download-done', sizeBytes: SIZE });
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
  await using downloads = await startDownloads({ stallTimeoutMs: 300 });
  for (const content of [CONTENT, LARGE_CONTENT]) {
    const partPath = downloads.at(`${content.length}.part`);
    await using server = await startServer(fileHandler(content, faultsOf(content.length)));
    const result = await download(downloads, server.url, { content, partPath });

    expect(digest(await readFile(partPath))).toBe(digest(content));
    expect(result.fetchedBytes).toBeLessThan(content.length * 1.01);
  }
});

test('a large file is resumed in a later run, even if the server ignores the range', async () => {
  await using downloads = await startDownloads({ stallTimeoutMs: 300 });
  for (const faults of [[], [{ ignoreRange: true }]]) {
    await writeFile(downloads.at('a.part'), LARGE_CONTENT.subarray(0, 700_001));
    await using server = await startServer(fileHandler(LARGE_CONTENT, faults));
    const result = await download(downloads, server.url, { content: LARGE_CONTENT });

    expect(result).toMatchObject({ sizeBytes: LARGE_SIZE, resumedBytes: 700_001 });
    expect(digest(await read(downloads))).toBe(digest(LARGE_CONTENT));
  }
});

test.each<[string, FileFault[]]>([
  ['ignored', [{ cutAfter: SIZE / 2 }, { ignoreRange: true }]],
  ['answered with another range', [{ cutAfter: SIZE / 2 }, { shiftRange: true }]],
])('a range that is %s costs bytes, but not the file', async (_name, faults) => {
  await using downloads = await startDownloads({ stallTimeoutMs: 300 });
  await using server = await startServer(fileHandler(CONTENT, faults));
  await download(downloads, server.url);

  expect(digest(await read(downloads))).toBe(DIGEST);
});

test('an interrupted download is resumed in a later run, which fetches only the rest', async () => {
  await using downloads = await startDownloads({ stallTimeoutMs: 300 });
  await writeFile(downloads.at('a.part'), CONTENT.subarray(0, 700_000));
  await using server = await startServer(fileHandler(CONTENT));
  const result = await download(downloads, server.url);

  expect(result).toEqual({ sizeBytes: SIZE, resumedBytes: 700_000, fetchedBytes: 300_000 });
  expect(server.seen[0]?.headers['range']).toBe(`bytes=700000-${SIZE - 1}`);
  expect(digest(await read(downloads))).toBe(DIGEST);
});

test('a complete part is verified without a request', async () => {
  await using downloads = await startDownloads({ stallTimeoutMs: 300 });
  await writeFile(downloads.at('a.part'), CONTENT);
  await using server = await startServer(fileHandler(CONTENT));
  await download(downloads, server.url);

  expect(server.seen).toEqual([]);
});

test('a part with wrong bytes is thrown away and fetched again', async () => {
  await using downloads = await startDownloads({ stallTimeoutMs: 300 });
  await writeFile(downloads.at('a.part'), FLIPPED.subarray(0, 700_000));
  await using server = await startServer(fileHandler(CONTENT));
  await download(downloads, server.url);

  expect(digest(await read(downloads))).toBe(DIGEST);
});

test('a part that is longer than the file is thrown away', async () => {
  await using downloads = await startDownloads({ stallTimeoutMs: 300 });
  await writeFile(downloads.at('a.part'), Buffer.concat([CONTENT, CONTENT]));
  await using server = await startServer(fileHandler(CONTENT));
  await download(downloads, server.url);

  expect(digest(await read(downloads))).toBe(DIGEST);
});

test('one flipped bit costs one more download', async () => {
  await using downloads = await startDownloads({ stallTimeoutMs: 300 });
  await using server = await startServer(fileHandler(CONTENT, [{ content: FLIPPED }]));
  await download(downloads, server.url);

  expect(digest(await read(downloads))).toBe(DIGEST);
  expect(server.seen).toHaveLength(2);
});

test('bytes that never match the digest are refused with both digests, and nothing is left', async () => {
  await using downloads = await startDownloads({ stallTimeoutMs: 300 });
  await using server = await startServer(fileHandler(FLIPPED));
  const failure = await download(downloads, server.url).catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(DigestMismatchError);
  expect(failure).toMatchObject({ expected: DIGEST, actual: digest(FLIPPED) });
  expect(await readdir(downloads.path)).toEqual([]);
});

test('a large file with a flipped bit, or longer than announced, is refused', async () => {
  await using downloads = await startDownloads({ stallTimeoutMs: 300 });
  const flipped = Buffer.from(LARGE_CONTENT);
  flipped[LARGE_SIZE - 1] = (flipped[LARGE_SIZE - 1] ?? 0) ^ 1;
  await using wrong = await startServer(fileHandler(flipped));
  await expect(download(downloads, wrong.url, { content: LARGE_CONTENT })).rejects.toThrow(
    DigestMismatchError,
  );
  await using long = await startServer(fileHandler(LARGE_CONTENT));
  await expect(
    download(downloads, long.url, { content: LARGE_CONTENT.subarray(0, LARGE_SIZE - 1) }),
  ).rejects.toThrow(SizeMismatchError);

  expect(await readdir(downloads.path)).toEqual([]);
});

test.each([
  ['truncated', CONTENT.subarray(0, SIZE - 1), SIZE - 1],
  ['too long', Buffer.concat([CONTENT, Buffer.from('x')]), SIZE + 1],
])(
  'a file that is %s is refused with both sizes, and nothing is left',
  async (_name, content, actualBytes) => {
    await using downloads = await startDownloads({ stallTimeoutMs: 300 });
    await using server = await startServer(fileHandler(content));
    const failure = await download(downloads, server.url).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(SizeMismatchError);
    expect(failure).toMatchObject({ expectedBytes: SIZE, actualBytes });
    expect(await readdir(downloads.path)).toEqual([]);
  },
);

test('a body that announces no length and is longer than the file is refused', async () => {
  await using downloads = await startDownloads({ stallTimeoutMs: 300 });
  await using server = await startServer((_request, response) => {
    response.writeHead(200); // Chunked: nothing announces the end.
    response.write(CONTENT);
    response.end(CONTENT);
  });

  await expect(download(downloads, server.url)).rejects.toThrow(SizeMismatchError);
});

test('without an announced size, the digest decides and the limit holds', async () => {
  await using downloads = await startDownloads({ stallTimeoutMs: 300 });
  await using server = await startServer(fileHandler(CONTENT, [{ cutAfter: 1000 }]));
  await download(downloads, server.url, { sizeBytes: undefined });
  expect(digest(await read(downloads))).toBe(DIGEST);

  await rm(downloads.at('a.part'));
  await expect(
    download(downloads, server.url, { sizeBytes: undefined, maxBytes: 10_000 }),
  ).rejects.toThrow(SizeMismatchError);
});

test.each([
  ['retry-after in seconds', { headers: { 'retry-after': '7' } }, 7000],
  [
    'the wait in the message of ghcr.io',
    { body: '{"errors":[{"message":"retry-after: 880.092µs, allowed: 44000/minute"}]}' },
    1,
  ],
])('429 with %s is waited out', async (_name, answer, ms) => {
  await using downloads = await startDownloads({ stallTimeoutMs: 300 });
  await using server = await startServer(fileHandler(CONTENT, [{ status: 429, ...answer }]));
  await download(downloads, server.url);

  expect(downloads.slept).toEqual([ms]);
  expect(digest(await read(downloads))).toBe(DIGEST);
});

test('429 with a date is waited out', async () => {
  await using downloads = await startDownloads({ stallTimeoutMs: 300 });
  const date = new Date(Date.now() + 5000).toUTCString();
  await using server = await startServer(
    fileHandler(CONTENT, [{ status: 429, headers: { 'retry-after': date } }]),
  );
  await download(downloads, server.url);

  expect(downloads.slept[0]).toBeGreaterThan(2000);
  expect(downloads.slept[0]).toBeLessThanOrEqual(5000);
});

test('429 that asks for hours is reported with the time', async () => {
  await using downloads = await startDownloads({ stallTimeoutMs: 300 });
  await using server = await startServer(
    fileHandler(CONTENT, [{ status: 429, headers: { 'retry-after': '21600' } }]),
  );
  const failure = await download(downloads, server.url).catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(RateLimitedError);
  expect(failure).toMatchObject({
    retryAfterMs: 21_600_000,
    message: expect.stringContaining('6 hours'),
  });
});

test('a server that breaks off every time is given up after five tries, and the part stays', async () => {
  await using downloads = await startDownloads({ stallTimeoutMs: 300 });
  await using server = await startServer(
    fileHandler(CONTENT, [
      { cutAfter: 1000 },
      ...Array.from({ length: 20 }, () => ({ cutAfter: 0 })),
    ]),
  );
  await expect(download(downloads, server.url)).rejects.toThrow(NetworkError);

  expect(server.seen.length).toBeLessThanOrEqual(7);
  expect(CONTENT.subarray(0, 1000).equals(await read(downloads))).toBe(true);
});

test('an interrupted download keeps what it has', async () => {
  await using downloads = await startDownloads({ stallTimeoutMs: 300 });
  const controller = new AbortController();
  await using server = await startServer(fileHandler(CONTENT, [{ stallAfter: 500_000 }]));
  const running = download(downloads, server.url, { signal: controller.signal });
  setTimeout(() => controller.abort(), 100);

  await expect(running).rejects.toThrow(AbortedError);
  expect((await read(downloads)).length).toBe(500_000);
});

test('an interrupted download of a large file keeps what has arrived', async () => {
  await using downloads = await startDownloads({ stallTimeoutMs: 300 });
  const controller = new AbortController();
  await using server = await startServer(
    fileHandler(LARGE_CONTENT, [{ stallAfter: LARGE_SIZE - 1 }]),
  );
  const running = download(downloads, server.url, {
    content: LARGE_CONTENT,
    signal: controller.signal,
  });
  setTimeout(() => controller.abort(), 150);

  await expect(running).rejects.toThrow(AbortedError);
  const kept = await read(downloads);
  expect(kept.length).toBeGreaterThan(0);
  expect(LARGE_CONTENT.subarray(0, kept.length).equals(kept)).toBe(true);
});

test.each(['/dev/full', '/proc/no/such'])(
  'a part at %s is refused with the next step',
  async (partPath) => {
    await using downloads = await startDownloads({ stallTimeoutMs: 300 });
    for (const content of [CONTENT, LARGE_CONTENT]) {
      await using server = await startServer(fileHandler(content));
      const failure = await download(downloads, server.url, { content, partPath }).catch(
        (error: unknown) => error,
      );

      expect(failure).toBeInstanceOf(StoreError);
      expect(failure).toMatchObject({ hint: expect.any(String) });
    }
  },
);
