import { gzipSync } from 'node:zlib';

import { afterEach, expect, test } from 'vitest';

import {
  AbortedError,
  NetworkError,
  OfflineError,
  RegistryResponseError,
} from '../../../src/core/errors.ts';
import { readBody } from '../../../src/http/transport/body.ts';
import type { HttpResponse, HttpTransport } from '../../../src/http/transport/exchange.ts';
import { mayPass } from '../../../src/http/transport/network-failure.ts';
import { createOfflineTransport, createTransport } from '../../../src/http/transport/transport.ts';
import { startServer } from '../../support/http/fault-server.ts';
import { startSilentServer } from '../../support/http/proxies.ts';
import { makeCertificate, startTlsServer } from '../../support/http/tls-server.ts';
import { loopbackReach } from '../../support/http/reach.ts';

const CERTIFICATE = makeCertificate('DNS:localhost', 'IP:127.0.0.1');

const transports: HttpTransport[] = [];
afterEach(async () => {
  await Promise.all(transports.splice(0).map((transport) => transport.close()));
});

function open(certificateAuthorities: readonly string[] = []): HttpTransport {
  const transport = createTransport({
    reach: loopbackReach(),
    proxy: { http: undefined, https: undefined, exceptions: [] },
    certificateAuthorities,
    userAgent: 'brewpull/test',
    answerTimeoutMs: 300,
    stallTimeoutMs: 300,
  });
  transports.push(transport);
  return transport;
}

function get(transport: HttpTransport, url: URL, signal?: AbortSignal): Promise<HttpResponse> {
  return transport.send({ method: 'GET', url, headers: { accept: 'a, b' }, signal });
}

async function textOf(response: HttpResponse): Promise<string> {
  return new TextDecoder().decode(await readBody(response, 1000, 'the answer'));
}

test('a request carries the headers it is given and says who asks', async () => {
  await using server = await startServer((_request, response) => {
    response.writeHead(404, { 'X-Two': ['1', '2'] }).end('no');
  });
  const response = await get(open(), server.url);

  expect([response.status, await textOf(response)]).toEqual([404, 'no']);
  expect(response.headers.get('x-two')).toBe('1, 2');
  expect(response.peer).toEqual({ address: '127.0.0.1', tlsIssuer: undefined, proxy: undefined });
  expect(server.seen[0]?.headers).toMatchObject({
    accept: 'a, b',
    'user-agent': 'brewpull/test',
    'accept-encoding': 'identity',
  });
});

test('the transport decompresses, retries and follows nothing', async () => {
  const zipped = gzipSync('hi');
  await using server = await startServer((request, response) => {
    if (request.url === '/') response.writeHead(302, { location: '/zip' }).end();
    else if (request.url === '/busy') response.writeHead(503, { 'retry-after': '0' }).end();
    else response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped);
  });
  const transport = open();
  const [moved, busy, packed] = await Promise.all(
    ['/', '/busy', '/zip'].map((path) => get(transport, new URL(path, server.url))),
  );

  expect([moved?.status, busy?.status]).toEqual([302, 503]);
  const untold = packed && { ...packed, headers: new Map<string, string>() };
  expect(untold && Buffer.from(await readBody(untold, 1000, 'zip'))).toEqual(zipped);
  expect(server.seen).toHaveLength(3);
});

test('one connection serves requests in turn, whether a small answer is read or not', async () => {
  const ports = new Set<number | undefined>();
  await using server = await startServer((request, response) => {
    ports.add(request.socket.remotePort);
    response.writeHead(307, { location: '/x' });
    response.write('<a href="/x">');
    setTimeout(() => response.end('Temporary Redirect</a>'), 10);
  });
  const transport = open();
  for (let count = 0; count < 3; count += 1) {
    const response = await get(transport, server.url);
    response.discard();
    response.discard();
    await new Promise((resolve) => setTimeout(resolve, 30));
    await textOf(await get(transport, server.url));
  }

  expect(ports.size).toBe(1);
});

test('a large answer that is given up is not read any further', async () => {
  let isClosed = false;
  await using server = await startServer((_request, response) => {
    response.on('close', () => {
      isClosed = true;
    });
    response.writeHead(200, { 'content-length': '1000000000' });
    response.write(Buffer.alloc(1_000_000));
  });
  const transport = open();
  (await get(transport, server.url)).discard();
  const second = await get(transport, server.url);
  for await (const _chunk of second.body) break;
  await new Promise((resolve) => setTimeout(resolve, 100));

  expect(isClosed).toBe(true);
});

test('readBody takes as much as is allowed and no more, whether its length is announced or not', async () => {
  await using server = await startServer((request, response) => {
    if (request.url === '/announced') response.setHeader('content-length', '1001');
    response.write('x'.repeat(1000));
    response.end('x');
  });
  const transport = open();

  for (const path of ['/announced', '/chunked']) {
    const response = await get(transport, new URL(path, server.url));
    await expect(textOf(response)).rejects.toThrow(RegistryResponseError);
  }
  const response = await get(transport, server.url);
  expect((await readBody(response, 1001, 'the answer')).length).toBe(1001);
});

test('a certificate is trusted if --ca-file names its authority, and its issuer is reported', async () => {
  await using server = await startTlsServer(CERTIFICATE, (_request, response) =>
    response.end('hi'),
  );
  const response = await get(open([CERTIFICATE.certificate]), server.url);

  expect(await textOf(response)).toBe('hi');
  expect(response.peer).toMatchObject({ tlsIssuer: 'brewpull tests' });
});

test('a certificate that no one vouches for is refused with a hint and not tried again', async () => {
  await using server = await startTlsServer(CERTIFICATE, (_request, response) =>
    response.end('hi'),
  );
  const failure = await get(open(), server.url).catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(NetworkError);
  expect(failure).toMatchObject({ hint: expect.stringContaining('--ca-file') });
  expect(failure instanceof NetworkError && mayPass(failure)).toBe(false);
  expect(server.seen).toEqual([]);
});

test('a certificate for another name is refused', async () => {
  const other = makeCertificate('DNS:other.test');
  await using server = await startTlsServer(other, (_request, response) => response.end('hi'));

  await expect(get(open([other.certificate]), server.url)).rejects.toThrow(/another name/);
});

test('a server that accepts connections and never answers is given up', async () => {
  await using server = await startSilentServer();

  await expect(get(open(), new URL(`http://127.0.0.1:${server.port}/`))).rejects.toThrow(
    /does not answer in time|has stopped sending/,
  );
});

test('a host that does not exist is a network failure', async () => {
  const failure = await get(open(), new URL('https://no-such-host.invalid/')).catch(
    (error: unknown) => error,
  );

  expect(failure).toBeInstanceOf(NetworkError);
});

test('an interrupted request and an interrupted body are reported as such', async () => {
  await using server = await startServer((request, response) => {
    if (request.url === '/body') response.writeHead(200).write('begun');
  });
  const [early, waiting, reading] = [1, 2, 3].map(() => new AbortController());
  const transport = open();
  early?.abort();
  await expect(get(transport, server.url, early?.signal)).rejects.toThrow(AbortedError);

  const pending = get(transport, server.url, waiting?.signal);
  setTimeout(() => waiting?.abort(), 30);
  await expect(pending).rejects.toThrow(AbortedError);

  const response = await get(transport, new URL('/body', server.url), reading?.signal);
  setTimeout(() => reading?.abort(), 30);
  await expect(textOf(response)).rejects.toThrow(AbortedError);
});

test('--offline sends nothing and names the next step', async () => {
  const failure = await get(createOfflineTransport(), new URL('https://ghcr.io/v2/')).catch(
    (error: unknown) => error,
  );

  expect(failure).toBeInstanceOf(OfflineError);
  expect(failure).toMatchObject({ hint: expect.stringContaining('--offline') });
});
