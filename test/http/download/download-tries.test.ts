import { createHash, randomBytes } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { digestOf, parseHex } from '../../../src/core/digest.ts';
import {
  NetworkError,
  RegistryResponseError,
  SizeMismatchError,
  UnauthorizedError,
} from '../../../src/core/errors.ts';
import type { BrewpullEvent } from '../../../src/core/events.ts';
import { downloadFile, type DownloadResult } from '../../../src/http/download/download.ts';
import { sendFollowingRedirects } from '../../../src/http/redirect.ts';
import { sendWithRetries } from '../../../src/http/retry.ts';
import { type Downloads, startDownloads } from '../../support/http/downloads.ts';
import { fileHandler, startServer, type Handler } from '../../support/http/fault-server.ts';
import { withPart } from '../../support/store/with-part.ts';

const SIZE = 600_000;
const CONTENT = randomBytes(SIZE);

/** Downloads as the registry client does: retries and redirects below, refusals as typed errors. */
function download(
  downloads: Downloads,
  url: URL,
  onEvent = (event: BrewpullEvent) => downloads.events.push(event),
): Promise<DownloadResult> {
  const tools = {
    clock: { now: () => Date.now(), random: () => 0, sleep: async () => undefined },
    onEvent,
    signal: undefined,
  };
  return withPart(downloads.at('a.part'), SIZE, (part) =>
    downloadFile({
      ...tools,
      name: 'vim.tar.gz',
      digest: digestOf(parseHex(createHash('sha256').update(CONTENT).digest('hex'))),
      sizeBytes: SIZE,
      maxBytes: SIZE,
      part,
      open: async (range) => {
        const headers =
          range === undefined ? {} : { range: `bytes=${range.from}-${range.to ?? ''}` };
        const response = await sendWithRetries('vim.tar.gz', tools, () =>
          sendFollowingRedirects(
            downloads.transport,
            { method: 'GET', url, headers, signal: undefined },
            tools.onEvent,
          ),
        );
        const { status } = response;
        if (status === 200 || status === 206 || status === 416) return response;
        response.discard();
        if (status === 401 || status === 403) throw new UnauthorizedError('refused');
        throw new RegistryResponseError(`answered with ${status}`, { status });
      },
    }),
  );
}

test('a server that cannot be reached is tried five times in all', async () => {
  await using downloads = await startDownloads();
  const server = await startServer(fileHandler(CONTENT));
  await server[Symbol.asyncDispose]();

  await expect(download(downloads, server.url)).rejects.toThrow(NetworkError);
  expect(downloads.events.filter(({ type }) => type === 'retry')).toHaveLength(4);
});

test('a URL whose signature has expired is signed again, and the download continues', async () => {
  await using downloads = await startDownloads();
  await using blobs = await startServer((request, response, count) => {
    // The first redirect's signature serves one request: it has expired for the second one, which asks for the rest.
    if (request.url !== `/?sig=${count}`) response.writeHead(403).end('<Error>expired</Error>');
    else fileHandler(CONTENT, count === 1 ? [{ cutAfter: 400_000 }] : [])(request, response, 1);
  });
  let signature = 0;
  await using registry = await startServer((_request, response) => {
    signature += 1;
    response.writeHead(307, { location: `${blobs.url.href}?sig=${signature}` }).end();
  });
  const result = await download(downloads, registry.url);

  expect(CONTENT.equals(await readFile(downloads.at('a.part')))).toBe(true);
  expect(result.fetchedBytes).toBeLessThanOrEqual(SIZE);
  expect(blobs.seen.map(({ path }) => path)).toEqual(['/?sig=1', '/?sig=2']);
});

test('a signature that has expired before it is used costs one more request', async () => {
  await using downloads = await startDownloads();
  await using server = await startServer(
    fileHandler(CONTENT, [{ cutAfter: 400_000 }, { status: 403 }]),
  );
  const result = await download(downloads, server.url);

  expect(result.fetchedBytes).toBeLessThanOrEqual(SIZE);
  expect(server.seen).toHaveLength(3);
});

test('a file that is refused is asked for only twice', async () => {
  await using downloads = await startDownloads();
  await using server = await startServer((_request, response) => response.writeHead(403).end());

  await expect(download(downloads, server.url)).rejects.toThrow(UnauthorizedError);
  expect(server.seen).toHaveLength(2);
});

test('a server that sends one byte and breaks off each time is given up', async () => {
  await using downloads = await startDownloads();
  await using server = await startServer((request, response) =>
    fileHandler(CONTENT, [{ cutAfter: 1 }])(request, response, 1),
  );

  await expect(download(downloads, server.url)).rejects.toThrow(NetworkError);
  expect(server.seen.length).toBeLessThanOrEqual(5);
});

/** Answers a request for the whole file with the file, and one for a range with a status. */
function refuseRanges(status: number): Handler {
  return (request, response) => {
    if (request.headers.range === undefined) fileHandler(CONTENT)(request, response, 1);
    else response.writeHead(status).end();
  };
}

test.each([400, 403, 405, 416, 500, 501])(
  'a kept part does not stop a download from a server that answers ranges with %d',
  async (status) => {
    await using downloads = await startDownloads();
    await writeFile(downloads.at('a.part'), CONTENT.subarray(0, 400_000));
    await using server = await startServer(refuseRanges(status));
    const result = await download(downloads, server.url);

    expect(result.sizeBytes).toBe(SIZE);
    expect(CONTENT.equals(await readFile(downloads.at('a.part')))).toBe(true);
    expect(server.seen.filter(({ headers }) => headers['range'] === undefined)).toHaveLength(1);
  },
);

test('a server that answers a range with another one each time is asked for the whole file', async () => {
  await using downloads = await startDownloads();
  await writeFile(downloads.at('a.part'), CONTENT.subarray(0, 400_000));
  await using server = await startServer((request, response) =>
    fileHandler(CONTENT, [{ shiftRange: true }])(request, response, 1),
  );
  await download(downloads, server.url);

  expect(CONTENT.equals(await readFile(downloads.at('a.part')))).toBe(true);
  expect(server.seen).toHaveLength(2);
});

test('the connection may break while a server without ranges sends the whole file', async () => {
  await using downloads = await startDownloads();
  await writeFile(downloads.at('a.part'), CONTENT.subarray(0, 100_000));
  let whole = 0;
  await using server = await startServer((request, response, count) => {
    if (request.headers.range !== undefined) return refuseRanges(501)(request, response, count);
    whole += 1;
    const faults = whole === 1 ? [{ cutAfter: 400_000 }] : [];
    return fileHandler(CONTENT, faults)(request, response, 1);
  });
  await download(downloads, server.url);

  expect(CONTENT.equals(await readFile(downloads.at('a.part')))).toBe(true);
  expect(server.seen).toHaveLength(3);
});

test.each([
  [400, RegistryResponseError, 2],
  [401, UnauthorizedError, 3],
  [403, UnauthorizedError, 3],
  [500, RegistryResponseError, 10],
])('%d with and without a range is reported as it is, and the part stays', async (...row) => {
  await using downloads = await startDownloads();
  const [status, error, requests] = row;
  await writeFile(downloads.at('a.part'), CONTENT.subarray(0, 400_000));
  await using server = await startServer((_request, response) => response.writeHead(status).end());

  await expect(download(downloads, server.url)).rejects.toThrow(error);
  expect(server.seen).toHaveLength(requests);
  expect((await readFile(downloads.at('a.part'))).length).toBe(400_000);
});

test.each([
  ['with its length', { 'content-length': String(SIZE - 10) }],
  ['in chunks', {}],
])('a file that is ten bytes short, %s, is fetched at most twice', async (_name, headers) => {
  await using downloads = await startDownloads();
  await using server = await startServer((_request, response) => {
    response.writeHead(200, headers).end(CONTENT.subarray(0, SIZE - 10));
  });
  const failure = await download(downloads, server.url).catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(SizeMismatchError);
  expect(failure).toMatchObject({ expectedBytes: SIZE, actualBytes: SIZE - 10 });
  expect(server.seen).toHaveLength(2);
});

test('a file that is short once and then whole is accepted', async () => {
  await using downloads = await startDownloads();
  await using server = await startServer((request, response, count) =>
    fileHandler(count === 1 ? CONTENT.subarray(0, SIZE - 10) : CONTENT)(request, response, 1),
  );
  await download(downloads, server.url);

  expect(CONTENT.equals(await readFile(downloads.at('a.part')))).toBe(true);
});

test('bytes of a kept part that are changed while the rest comes do not pass', async () => {
  await using downloads = await startDownloads();
  await writeFile(downloads.at('a.part'), CONTENT.subarray(0, 400_000));
  await using server = await startServer((request, response, count) => {
    if (count === 1) {
      const file = openSync(downloads.at('a.part'), 'r+');
      writeSync(file, 'evil', 0);
      closeSync(file);
    }
    fileHandler(CONTENT)(request, response, 1);
  });
  await download(downloads, server.url);

  expect(CONTENT.equals(await readFile(downloads.at('a.part')))).toBe(true);
  expect(downloads.events).toContainEqual(expect.objectContaining({ type: 'retry', delayMs: 0 }));
});
