import type { ServerResponse } from 'node:http';

import { expect, test } from 'vitest';

import { InvalidFileError } from '../../../src/core/errors.ts';
import {
  formatAttestations,
  parseAttestations,
} from '../../../src/provenance/attestation/attestation-schema.ts';
import {
  fetchAttestations,
  fetchProvenance,
} from '../../../src/provenance/attestation/fetch-attestations.ts';
import { startServer, transport } from './attestation-server.ts';
import { packSnappy } from './pack-snappy.ts';
import { hexOf } from '../../receipt/receipts.ts';

const SHA256 = hexOf('the bottle');
const CORE = 'Homebrew/homebrew-core';
const BACKFILL = 'trailofbits/homebrew-brew-verify';
const BUNDLE = { mediaType: 'a bundle' };

function context(apiBase: URL, token?: string) {
  return { transport, apiBase, token, userAgent: 'brewpull-test', signal: undefined };
}

function reply(response: ServerResponse, attestations: readonly unknown[]): void {
  response.end(JSON.stringify({ attestations }));
}

test('homebrew-core is asked by digest and predicate, without a token when there is none', async () => {
  await using server = await startServer((_, response) => reply(response, [{ bundle: BUNDLE }]));

  expect(await fetchProvenance(context(server.url), SHA256)).toEqual([
    { repository: CORE, bundles: [BUNDLE] },
  ]);
  expect(server.requests.map(({ url }) => url)).toEqual([
    `/repos/${CORE}/attestations/sha256:${SHA256}?per_page=100&predicate_type=https%3A%2F%2Fslsa.dev%2Fprovenance%2Fv1`,
  ]);
  expect(server.requests[0]?.headers).toMatchObject({
    accept: 'application/vnd.github+json',
    'user-agent': 'brewpull-test',
  });
  expect(server.requests[0]?.headers.authorization).toBeUndefined();
});

test('the base of a mirror may have a path', async () => {
  await using server = await startServer((_, response) => reply(response, [{ bundle: BUNDLE }]));
  await fetchProvenance(context(new URL('/api/v3/', server.url)), SHA256);

  expect(server.requests[0]?.url).toMatch(/^\/api\/v3\/repos\//);
});

test('the backfill is asked when homebrew-core has none, whether it says so by a 404 or an empty list', async () => {
  await using server = await startServer(({ url = '' }, response) => {
    if (url.includes(BACKFILL)) return reply(response, [{ bundle: BUNDLE }]);
    response.statusCode = 404;
    response.end('{}');
  });
  await using empty = await startServer((_, response) => reply(response, []));

  expect(await fetchProvenance(context(server.url), SHA256)).toEqual([
    { repository: CORE, bundles: [] },
    { repository: BACKFILL, bundles: [BUNDLE] },
  ]);
  expect(await fetchProvenance(context(empty.url), SHA256)).toEqual([
    { repository: CORE, bundles: [] },
    { repository: BACKFILL, bundles: [] },
  ]);
});

test('for a tap only its own repository is asked, and a 404 means that it has none', async () => {
  await using server = await startServer((_, response) => {
    response.statusCode = 404;
    response.end('{}');
  });
  const repository = 'acme/homebrew-tools';

  expect(await fetchAttestations(context(server.url), repository, SHA256)).toEqual({
    repository,
    bundles: [],
  });
  expect(server.requests.map(({ url }) => url.split('?')[0])).toEqual([
    `/repos/${repository}/attestations/sha256:${SHA256}`,
  ]);
});

test('further pages are read', async () => {
  await using server = await startServer(({ url = '', headers }, response) => {
    if (url.includes('after=2')) return reply(response, [{ bundle: { page: 2 } }]);
    response.setHeader('link', `<http://${headers.host ?? ''}${url}&after=2>; rel="next"`);
    return reply(response, [{ bundle: { page: 1 } }]);
  });

  expect(await fetchProvenance(context(server.url), SHA256)).toEqual([
    { repository: CORE, bundles: [{ page: 1 }, { page: 2 }] },
  ]);
});

test.each<[string, string, number, RegExp]>([
  ['of another origin', 'https://elsewhere.example/', 1, /continue at another host, elsewhere/],
  ['that is not there', '/missing', 2, /a page is not where it should be/],
  ['after page, without an end', '?again', 10, /never end: there are more than 10 pages/],
])('a page %s does not end the list', async (_what, link, asked, words) => {
  await using server = await startServer(({ url }, response) => {
    if (url === '/missing') {
      response.statusCode = 404;
      response.end();
      return;
    }
    response.setHeader('link', `<${link}>; rel="next"`);
    reply(response, [{ bundle: BUNDLE }]);
  });

  await expect(fetchProvenance(context(server.url), SHA256)).rejects.toMatchObject({
    code: 'REGISTRY_RESPONSE',
    message: expect.stringMatching(words),
  });
  expect(server.requests).toHaveLength(asked);
});

test('attestations of more than 32 MiB in all are not held in memory', async () => {
  const large = packSnappy(Buffer.from(JSON.stringify({ filler: 'x'.repeat(6 * 1024 * 1024) })));
  await using storage = await startServer((_, response) => {
    response.end(large);
  });
  await using server = await startServer((_, response) =>
    reply(
      response,
      Array.from({ length: 100 }, () => ({ bundle_url: storage.url.href })),
    ),
  );

  await expect(fetchProvenance(context(server.url), SHA256)).rejects.toMatchObject({
    code: 'REGISTRY_RESPONSE',
    message: expect.stringContaining('are larger than the limit of 32 MiB'),
  });
  expect(storage.requests).toHaveLength(6);
});

test('a bundle behind a URL is fetched without the token and unpacked', async () => {
  await using storage = await startServer((_, response) => {
    response.end(packSnappy(Buffer.from(JSON.stringify(BUNDLE))));
  });
  await using server = await startServer((_, response) =>
    reply(response, [{ bundle: null, bundle_url: `${storage.url.href}b.json.sn` }]),
  );

  expect(await fetchProvenance(context(server.url, 'secret'), SHA256)).toEqual([
    { repository: CORE, bundles: [BUNDLE] },
  ]);
  expect(server.requests[0]?.headers.authorization).toBe('Bearer secret');
  expect(storage.requests[0]?.headers.authorization).toBeUndefined();
});

test('a redirect is followed, with the token on the same origin only', async () => {
  await using other = await startServer((_, response) => reply(response, [{ bundle: BUNDLE }]));
  await using server = await startServer(({ url = '' }, response) => {
    response.statusCode = 301;
    response.setHeader('location', url === '/moved' ? other.url.href : '/moved');
    response.end();
  });

  expect(await fetchProvenance(context(server.url, 'secret'), SHA256)).toHaveLength(1);
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer secret',
    'Bearer secret',
  ]);
  expect(other.requests[0]?.headers.authorization).toBeUndefined();
});

test('a redirect from https to http is refused', async () => {
  const secure = {
    ...transport,
    send: () =>
      Promise.resolve({
        status: 302,
        headers: new Map([['location', 'http://api.github.com/x']]),
        body: new ReadableStream<Uint8Array>(),
        discard: () => undefined,
        peer: undefined,
      }),
  };
  const asked = { ...context(new URL('https://api.github.com')), transport: secure };

  await expect(fetchProvenance(asked, SHA256)).rejects.toMatchObject({
    code: 'INSECURE_REDIRECT',
  });
});

test.each([
  [401, {}, 'UNAUTHORIZED'],
  [403, {}, 'UNAUTHORIZED'],
  [403, { 'x-ratelimit-remaining': '0' }, 'RATE_LIMITED'],
  [429, { 'retry-after': '30' }, 'RATE_LIMITED'],
  [500, {}, 'REGISTRY_RESPONSE'],
])('an answer of %i %j is an error, never "none exists"', async (status, headers, code) => {
  await using server = await startServer((_, response) => {
    response.writeHead(status, headers);
    response.end();
  });

  await expect(fetchProvenance(context(server.url), SHA256)).rejects.toMatchObject({ code });
});

test.each([
  ['no JSON', '<html>', 'REGISTRY_RESPONSE'],
  ['no list', '{"attestations":{}}', 'REGISTRY_RESPONSE'],
  ['an element without a bundle', '{"attestations":[{}]}', 'REGISTRY_RESPONSE'],
  ['nine megabytes', ' '.repeat(9 * 1024 * 1024), 'REGISTRY_RESPONSE'],
])('%s is refused', async (_what, body, code) => {
  await using server = await startServer((_, response) => {
    response.end(body);
  });

  await expect(fetchProvenance(context(server.url), SHA256)).rejects.toMatchObject({ code });
});

test('a bundle that cannot be unpacked is refused', async () => {
  await using server = await startServer(({ url, headers }, response) => {
    if (url === '/b.sn') response.end('\u0005x');
    else reply(response, [{ bundle_url: `http://${headers.host ?? ''}/b.sn` }]);
  });

  await expect(fetchProvenance(context(server.url), SHA256)).rejects.toMatchObject({
    code: 'REGISTRY_RESPONSE',
  });
});

test('endless redirects are given up', async () => {
  await using server = await startServer((_, response) => {
    response.writeHead(302, { location: '/again' });
    response.end();
  });

  await expect(fetchProvenance(context(server.url), SHA256)).rejects.toMatchObject({
    code: 'NETWORK',
  });
});

test('the file that a bundle keeps is read back as it was written', () => {
  const file = {
    sha256: SHA256,
    fetchedAt: '2026-05-01T12:00:00Z',
    attestations: [{ repository: CORE, bundles: [BUNDLE] }],
  };

  expect(parseAttestations(Buffer.from(formatAttestations(file)), 'x')).toEqual(file);
  expect(() => parseAttestations(Buffer.from('{"schemaVersion":1}'), 'x')).toThrow(
    InvalidFileError,
  );
});

test('a file that is nested too deep is refused with a clear message', () => {
  const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  const file = `{"schemaVersion":1,"sha256":"${SHA256}","attestations":[{"repository":"${CORE}","bundles":[${deep}]}]}`;

  expect(() => parseAttestations(Buffer.from(file), 'x')).toThrow('x is nested deeper than');
});
