import { readdir, readFile, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { hexOfBytes } from '../../../../src/core/digest.ts';
import { cleanCache, listCache } from '../../../../src/store/blobs/cache-usage.ts';
import { fetchAdvisories } from '../../../../src/audit/advisories/feed/fetch-advisories.ts';
import { openFetchedAdvisories } from '../../../../src/audit/advisories/feed/open-advisories.ts';
import {
  brewpullFor,
  serveFeed,
  type Answer,
  type FeedServer,
} from '../../../support/audit/feed-server.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const ONE = corpusText('A');
const TWO = corpusText('A', 'B');

describe('fetched advisories', () => {
  test('are kept in the cache and opened from it without the network', async () => {
    await using folder = await tempFolder();
    await using server = await serveFeed((response) => response.end(ONE));
    const fetched = await fetchInto(folder.path, server);
    expect(fetched.isNew).toBe(true);
    expect(fetched.corpus.recordsFor('vim').map(({ id }) => id)).toEqual(['A']);
    expect(fetched.source).toEqual({
      name: server.url.href,
      sha256: hexOfBytes(ONE),
      fetched: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      schemaVersion: '1.7.3',
      count: 1,
    });
    const { corpus, source } = await openFetchedAdvisories(folder.path);
    expect(source).toEqual(fetched.source);
    expect(corpus.recordsFor('vim')).toHaveLength(1);
    expect(await namesIn(folder.path)).toEqual(
      ['fetched.json', `${hexOfBytes(ONE)}.json`].toSorted(),
    );
  });

  test('are requested with gzip and unpacked', async () => {
    await using folder = await tempFolder();
    await using server = await serveFeed((response) => {
      response.setHeader('content-encoding', 'gzip').end(gzipSync(ONE));
    });
    await fetchInto(folder.path, server);
    expect(server.asked[0]?.['accept-encoding']).toBe('gzip');
    expect((await openFetchedAdvisories(folder.path)).source.sha256).toBe(hexOfBytes(ONE));
  });

  test('replace the earlier ones, and no other file', async () => {
    await using folder = await tempFolder();
    await using server = await serveFeed((response, _, count) => {
      response.end(count === 0 ? ONE : TWO);
    });
    await fetchInto(folder.path, server);
    await writeFile(join(folder.path, 'advisories', 'mine.txt'), 'mine');
    expect((await fetchInto(folder.path, server)).isNew).toBe(true);
    expect((await openFetchedAdvisories(folder.path)).source.count).toBe(2);
    expect(await namesIn(folder.path)).toEqual(
      ['fetched.json', 'mine.txt', `${hexOfBytes(TWO)}.json`].toSorted(),
    );
  });

  test('are not sent again if the server has no new ones', async () => {
    await using folder = await tempFolder();
    await using server = await serveFeed(withTag(ONE));
    const first = await fetchInto(folder.path, server);
    const again = await fetchInto(folder.path, server);
    expect(server.asked.map((headers) => headers['if-none-match'])).toEqual([undefined, '"1"']);
    expect(again).toMatchObject({ isNew: false, source: { count: 1 } });
    expect(Date.parse(again.source.fetched ?? '')).toBeGreaterThanOrEqual(
      Date.parse(first.source.fetched ?? ''),
    );
  });

  test('are sent again if the ones in the cache are damaged', async () => {
    await using folder = await tempFolder();
    await using server = await serveFeed(withTag(ONE));
    await fetchInto(folder.path, server);
    const file = join(folder.path, 'advisories', `${hexOfBytes(ONE)}.json`);
    await writeFile(file, ONE.replace('"A"', '"Z"'));
    await expect(openFetchedAdvisories(folder.path)).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
    await fetchInto(folder.path, server);
    expect(server.asked[1]?.['if-none-match']).toBeUndefined();
    expect(await readFile(file, 'utf8')).toBe(ONE);
  });

  test('survive a connection that breaks once', async () => {
    await using folder = await tempFolder();
    await using server = await serveFeed((response, _, count) => {
      if (count === 0) breakIn(response, ONE);
      else response.end(ONE);
    });
    await fetchInto(folder.path, server);
    expect(server.asked).toHaveLength(2);
  });

  test('are whole when two runs fetch them at once', async () => {
    await using folder = await tempFolder();
    await using server = await serveFeed((response, _, count) => {
      response.end(count === 0 ? ONE : TWO);
    });
    await Promise.all([fetchInto(folder.path, server), fetchInto(folder.path, server)]);
    expect((await openFetchedAdvisories(folder.path)).source.count).toBe(2);
    expect(await namesIn(folder.path)).toHaveLength(2);
  });

  test('are listed and cleaned as part of the cache', async () => {
    await using folder = await tempFolder();
    await using server = await serveFeed((response) => response.end(ONE));
    await fetchInto(folder.path, server);
    const part = (await listCache(folder.path)).find(({ name }) => name === 'advisories');
    expect(part).toMatchObject({ files: 2 });
    expect(part?.sizeBytes).toBeGreaterThan(ONE.length);
    const cleaned = await cleanCache(folder.path, {
      usedBeforeMs: Date.now() + 86_400_000,
      isDryRun: false,
    });
    expect(cleaned).toMatchObject({ files: 2, foreign: [] });
    await expect(openFetchedAdvisories(folder.path)).rejects.toMatchObject({
      code: 'USAGE',
      hint: expect.stringContaining('brewpull vulns --update'),
    });
  });
});

describe('the earlier advisories stay when', () => {
  test.each<[string, Answer, string]>([
    ['a web page comes', (response) => page(response), 'REGISTRY_RESPONSE'],
    ['a web page comes under another type', (response) => response.end('<html>'), 'INVALID_FILE'],
    ['the file is cut', (response) => response.end(ONE.slice(0, -3)), 'INVALID_FILE'],
    ['there is no advisory in it', (response) => response.end(corpusText()), 'INVALID_FILE'],
    ['it is of another schema', (response) => response.end(newer()), 'UNSUPPORTED_SCHEMA'],
    ['the packing is damaged', (response) => damaged(response), 'INVALID_FILE'],
    ['it is not there', (response) => response.writeHead(404).end(), 'NOT_FOUND'],
    ['the server refuses', (response) => response.writeHead(403).end(), 'REGISTRY_RESPONSE'],
    [
      'nothing is new that nobody asked',
      (response) => response.writeHead(304).end(),
      'REGISTRY_RESPONSE',
    ],
  ])('%s', async (_, answer, code) => {
    await using folder = await tempFolder();
    await using server = await serveFeed((response, request, count) => {
      if (count === 0) response.end(ONE);
      else answer(response, request, count);
    });
    await fetchInto(folder.path, server);
    const before = await namesIn(folder.path);
    const other = { url: new URL('other.json', server.url) };
    await expect(fetchInto(folder.path, other)).rejects.toMatchObject({ code });
    expect(await namesIn(folder.path)).toEqual(before);
    expect((await openFetchedAdvisories(folder.path)).source.count).toBe(1);
  });

  test('the run is offline', async () => {
    await using folder = await tempFolder();
    await using server = await serveFeed((response) => response.end(ONE));
    await fetchInto(folder.path, server);
    await expect(fetchInto(folder.path, server, { offline: true })).rejects.toMatchObject({
      code: 'OFFLINE',
    });
    expect((await openFetchedAdvisories(folder.path)).source.count).toBe(1);
  });
});

test('a record of the fetch that cannot be read counts as missing', async () => {
  await using folder = await tempFolder();
  await using server = await serveFeed((response) => response.end(ONE));
  await fetchInto(folder.path, server);
  const record = join(folder.path, 'advisories', 'fetched.json');
  await writeFile(record, JSON.stringify({ sha256: '../../../etc/passwd' }));
  await expect(openFetchedAdvisories(folder.path)).rejects.toMatchObject({ code: 'USAGE' });
  await fetchInto(folder.path, server);
  expect((await openFetchedAdvisories(folder.path)).source.count).toBe(1);
});

async function fetchInto(
  cache: string,
  { url }: Pick<FeedServer, 'url'>,
  options: { readonly offline?: boolean } = {},
) {
  const brewpull = brewpullFor(url, cache, options);
  try {
    return await fetchAdvisories(brewpull, url);
  } finally {
    await brewpull.close();
  }
}

async function namesIn(cache: string): Promise<readonly string[]> {
  return (await readdir(join(cache, 'advisories'))).toSorted();
}

function corpusText(...ids: readonly string[]): string {
  const records = ids.map((id) => ({ id, affected: [] }));
  return JSON.stringify({
    meta: { count: ids.length, skipped_uncomparable: 0, schema_version: '1.7.3' },
    advisories: { vim: records },
  });
}

function newer(): string {
  return ONE.replace('1.7.3', '2.0.0');
}

function withTag(text: string): Answer {
  return (response, request) => {
    response.setHeader('etag', '"1"');
    if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end();
    else response.end(text);
  };
}

function page(response: ServerResponse): void {
  response.setHeader('content-type', 'text/html').end('<html>log in</html>');
}

function damaged(response: ServerResponse): void {
  response.setHeader('content-encoding', 'gzip').end(gzipSync(ONE).subarray(0, 20));
}

function breakIn(response: ServerResponse, text: string): void {
  response.setHeader('content-length', text.length);
  response.write(text.slice(0, 10), () => response.destroy());
}
