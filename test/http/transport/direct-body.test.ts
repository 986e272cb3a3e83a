import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, expect, test } from 'vitest';

import { AbortedError, NetworkError } from '../../../src/core/errors.ts';
import { readBody } from '../../../src/http/transport/body.ts';
import { DIRECT_BYTES } from '../../../src/http/transport/direct-body.ts';
import type { HttpResponse, HttpTransport } from '../../../src/http/transport/exchange.ts';
import { parseProxySettings } from '../../../src/http/proxy/proxy-settings.ts';
import { createTransport } from '../../../src/http/transport/transport.ts';
import {
  fileHandler,
  startServer,
  type FaultServer,
  type FileFault,
  type Handler,
} from '../../support/http/fault-server.ts';
import { startHttpProxy, startSocksProxy } from '../../support/http/proxies.ts';
import { makeCertificate, startTlsServer } from '../../support/http/tls-server.ts';
import { loopbackReach } from '../../support/http/reach.ts';

const CERTIFICATE = makeCertificate('DNS:registry.test', 'IP:127.0.0.1');
const SIZE = DIRECT_BYTES + 3_000_001;
const CONTENT = randomBytes(SIZE);
const DIGEST = sha256(CONTENT);
/** The most that Node's own streams give at once. */
const ORDINARY_CHUNK_BYTES = 64 * 1024;

const transports: HttpTransport[] = [];
const rawServers: Server[] = [];
afterEach(async () => {
  await Promise.all(transports.splice(0).map((transport) => transport.close()));
  for (const server of rawServers.splice(0)) server.close();
});

function open(
  environment: Readonly<Record<string, string>> = {},
  stallTimeoutMs = 10_000,
): HttpTransport {
  const transport = createTransport({
    reach: loopbackReach({ insecure: ['registry.test'] }),
    proxy: parseProxySettings({ flag: undefined, environment }),
    certificateAuthorities: [CERTIFICATE.certificate],
    userAgent: 'test',
    stallTimeoutMs,
  });
  transports.push(transport);
  return transport;
}

function start(scheme: string, handler: Handler): Promise<FaultServer> {
  return scheme === 'https' ? startTlsServer(CERTIFICATE, handler) : startServer(handler);
}

function get(transport: HttpTransport, url: URL, signal?: AbortSignal): Promise<HttpResponse> {
  return transport.send({ method: 'GET', url, headers: {}, signal });
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

interface Taken {
  readonly sizeBytes: number;
  readonly digest: string;
  readonly largestChunkBytes: number;
  readonly failure: unknown;
}

/** Reads a body and hashes each chunk just before it asks for the next one, after a pause if one is given. */
async function take({ body }: HttpResponse, pauseMs?: number): Promise<Taken> {
  const hash = createHash('sha256');
  let [sizeBytes, largestChunkBytes] = [0, 0];
  let failure: unknown;
  try {
    for await (const chunk of body) {
      if (pauseMs !== undefined) await sleep(pauseMs);
      hash.update(chunk);
      sizeBytes += chunk.length;
      largestChunkBytes = Math.max(largestChunkBytes, chunk.length);
    }
  } catch (error) {
    failure = error;
  }
  return { sizeBytes, digest: hash.digest('hex'), largestChunkBytes, failure };
}

/** Starts a server that speaks no HTTP of its own: `answer` writes what it likes once a request has come. */
async function startRawServer(answer: (socket: Socket) => void): Promise<URL> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => answer(socket));
  });
  rawServers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return new URL(`http://127.0.0.1:${address.port}/`);
}

function head(version = '1.1', fields = ''): string {
  return `HTTP/${version} 200 OK\r\ncontent-length: ${SIZE}\r\n${fields}\r\n`;
}

test.each(['http', 'https'])(
  'a large body over %s is correct and read in large chunks',
  async (scheme) => {
    await using server = await start(scheme, fileHandler(CONTENT));
    const taken = await take(await get(open(), server.url));

    expect(taken).toMatchObject({ sizeBytes: SIZE, digest: DIGEST, failure: undefined });
    expect(taken.largestChunkBytes).toBeGreaterThan(ORDINARY_CHUNK_BYTES);
  },
);

test('a body just below the limit is read by Node', async () => {
  const content = CONTENT.subarray(0, DIRECT_BYTES - 1);
  await using server = await startServer(fileHandler(content));
  const taken = await take(await get(open(), server.url));

  expect(taken).toMatchObject({ digest: sha256(content), failure: undefined });
  expect(taken.largestChunkBytes).toBeLessThanOrEqual(ORDINARY_CHUNK_BYTES);
});

test.each(['http', 'https'])(
  'a slow or late reader over %s gets each chunk whole, and the server has to wait',
  async (scheme) => {
    const size = 60_000_000;
    let sentBytes = 0;
    const hash = createHash('sha256');
    async function* blocks(): AsyncGenerator<Uint8Array> {
      for (; sentBytes < size; sentBytes += 1_000_000) {
        const from = sentBytes % 15_000_000;
        hash.update(CONTENT.subarray(from, from + 1_000_000));
        yield CONTENT.subarray(from, from + 1_000_000);
      }
    }
    await using server = await start(scheme, (_request, response) => {
      response.writeHead(200, { 'content-length': String(size) });
      void pipeline(blocks(), response);
    });
    const response = await get(open(), server.url);
    await sleep(100);
    expect(sentBytes).toBeLessThan(size / 2);
    let [receivedBytes, mostAheadBytes, count] = [0, 0, 0];
    const received = createHash('sha256');
    for await (const chunk of response.body) {
      count += 1;
      if (count <= 30) await sleep(30);
      received.update(chunk);
      mostAheadBytes = Math.max(mostAheadBytes, sentBytes - receivedBytes);
      receivedBytes += chunk.length;
    }

    expect(received.digest('hex')).toBe(hash.digest('hex'));
    expect(mostAheadBytes).toBeLessThan(size / 2); // Most of it is in buffers of the system.
  },
);

test.each<[string, FileFault, RegExp, string[]]>([
  ['a connection that ends', { cutAfter: SIZE - 100_000 }, /was reset/, ['http', 'https']],
  ['a reset', { cutAfter: 2_000_000, reset: true }, /was reset/, ['http']],
  ['a stall', { stallAfter: SIZE - 1 }, /has stopped sending/, ['http', 'https']],
  ['a stall at the beginning', { stallAfter: 1 }, /has stopped sending/, ['http', 'https']],
])('%s is reported after the bytes that came before it', async (_name, fault, message, schemes) => {
  for (const scheme of schemes) {
    await using server = await start(scheme, fileHandler(CONTENT, [fault]));
    const patienceMs = fault.stallAfter === undefined ? 10_000 : 1000;
    const taken = await take(await get(open({}, patienceMs), server.url));

    expect(taken.failure).toBeInstanceOf(NetworkError);
    expect(taken.failure).toMatchObject({ message: expect.stringMatching(message) });
    const sentBytes = fault.cutAfter ?? fault.stallAfter ?? 0;
    if (fault.reset !== true) expect(taken.sizeBytes).toBe(sentBytes);
    expect(taken.digest).toBe(sha256(CONTENT.subarray(0, taken.sizeBytes)));
  }
});

test('a body that pauses again and again, each time within the limit, is not a stall', async () => {
  const url = await startRawServer((socket) => {
    socket.write(head());
    socket.write(CONTENT.subarray(0, SIZE - 10));
    for (let left = 10; left > 0; left -= 1) {
      const last = CONTENT.subarray(SIZE - left, SIZE - left + 1);
      setTimeout(() => socket.write(last), 150 * (11 - left)); // Above the limit in all.
    }
  });

  expect(await take(await get(open({}, 1000), url))).toMatchObject({
    digest: DIGEST,
    failure: undefined,
  });
});

test('bytes that come in one packet with the head are not lost', async () => {
  const url = await startRawServer((socket) => {
    socket.write(Buffer.concat([Buffer.from(head()), CONTENT.subarray(0, 1000)]));
    socket.write(CONTENT.subarray(1000));
  });
  const transport = open();

  expect(await take(await get(transport, url))).toMatchObject({ digest: DIGEST });
  const late = await get(transport, url);
  await sleep(100);
  expect(await take(late)).toMatchObject({ digest: DIGEST });
});

test('what a server sends beyond the announced length is not taken', async () => {
  const url = await startRawServer((socket) => {
    socket.write(head());
    socket.write(CONTENT);
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil');
  });
  const transport = open();

  for (let count = 0; count < 2; count += 1) {
    expect(await take(await get(transport, url))).toMatchObject({
      sizeBytes: SIZE,
      digest: DIGEST,
      failure: undefined,
    });
  }
});

test('a body is complete even if the server closes the connection right after the last byte', async () => {
  const url = await startRawServer((socket) => {
    socket.write(head('1.1', 'connection: close\r\n'));
    socket.end(CONTENT);
  });

  expect(await take(await get(open(), url), 5)).toMatchObject({
    digest: DIGEST,
    failure: undefined,
  });
});

test.each([
  ['HTTP/1.0', head('1.0')],
  ['no announced length', 'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n'],
])('%s is left to Node', async (_name, answer) => {
  const url = await startRawServer((socket) => {
    socket.write(answer);
    socket.end(CONTENT);
  });

  const taken = await take(await get(open(), url));
  expect(taken).toMatchObject({ sizeBytes: SIZE, digest: DIGEST, failure: undefined });
  expect(taken.largestChunkBytes).toBeLessThanOrEqual(ORDINARY_CHUNK_BYTES);
});

test('an interrupted body is reported as such, whether it is waited for or being worked on', async () => {
  await using server = await startServer(fileHandler(CONTENT, [{ stallAfter: 5_000_000 }]));
  const waiting = new AbortController();
  const transport = open();
  const response = await get(transport, server.url, waiting.signal);
  setTimeout(() => waiting.abort(), 400);
  const taken = await take(response);
  expect(taken.failure).toBeInstanceOf(AbortedError);
  expect(taken.sizeBytes).toBe(5_000_000);

  const working = new AbortController();
  const second = await get(transport, server.url, working.signal);
  setTimeout(() => working.abort(), 20);
  expect((await take(second, 10)).failure).toBeInstanceOf(AbortedError);
});

test('a connection serves small answers before a large one, which is its last', async () => {
  const ports: (number | undefined)[] = [];
  await using server = await startServer((request, response, count) => {
    ports.push(request.socket.remotePort);
    if (request.url === '/large') fileHandler(CONTENT)(request, response, count);
    else response.end('small');
  });
  const transport = open();
  for (const path of ['/', '/large', '/', '/']) {
    const response = await get(transport, new URL(path, server.url));
    if (path === '/large') expect(await take(response)).toMatchObject({ digest: DIGEST });
    else expect(new TextDecoder().decode(await readBody(response, 100, 'it'))).toBe('small');
    await sleep(10); // The connection is free again only once the answer's end has been seen.
  }

  expect(ports[1]).toBe(ports[0]);
  expect(ports[2]).not.toBe(ports[1]);
  expect(ports[3]).toBe(ports[2]);
});

test('an answer that only announces a large body leaves the connection as it is', async () => {
  const ports = new Set<number | undefined>();
  await using server = await startServer((request, response, count) => {
    ports.add(request.socket.remotePort);
    if (request.method === 'HEAD') fileHandler(CONTENT)(request, response, count);
    else response.end('small');
  });
  const transport = open();
  for (const method of ['HEAD', 'GET', 'HEAD', 'GET'] as const) {
    const response = await transport.send({
      method,
      url: server.url,
      headers: {},
      signal: undefined,
    });
    const text = new TextDecoder().decode(await readBody(response, SIZE, 'it'));
    expect(text).toBe(method === 'HEAD' ? '' : 'small');
    await sleep(10);
  }

  expect(ports.size).toBe(1);
});

test('large bodies that come at the same time do not mix', async () => {
  const other = CONTENT.toReversed();
  await using server = await startServer((request, response) =>
    fileHandler(request.url === '/other' ? other : CONTENT)(request, response, 1),
  );
  const transport = open();
  const taken = await Promise.all(
    ['/', '/other', '/', '/other'].map(async (path, index) =>
      take(await get(transport, new URL(path, server.url)), index % 2),
    ),
  );

  expect(taken).toMatchObject(
    [CONTENT, other, CONTENT, other].map((each) => ({ digest: sha256(each), failure: undefined })),
  );
});

test.each([
  ['http', 'http'],
  ['http', 'https'],
  ['socks5h', 'http'],
  ['socks5h', 'https'],
])('through an %s proxy, a large body over %s is correct', async (kind, scheme) => {
  await using server = await start(scheme, fileHandler(CONTENT));
  const leadsTo = Number(server.url.port);
  await using proxy =
    kind === 'http' ? await startHttpProxy({ leadsTo }) : await startSocksProxy({ leadsTo });
  const transport = open({ ALL_PROXY: `${kind}://127.0.0.1:${proxy.port}` });
  const response = await get(transport, new URL(`${scheme}://registry.test:5000/`));

  expect(await take(response)).toMatchObject({ digest: DIGEST, failure: undefined });
  expect(proxy.targets).toEqual(['registry.test:5000']);
});

test('a large document that is read whole is correct', async () => {
  await using server = await startServer(fileHandler(CONTENT));

  expect(sha256(await readBody(await get(open(), server.url), SIZE, 'it'))).toBe(DIGEST);
});
