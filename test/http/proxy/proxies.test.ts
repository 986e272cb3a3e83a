import { afterEach, expect, test } from 'vitest';

import { createServer } from 'node:net';

import { NetworkError } from '../../../src/core/errors.ts';
import { mayPass } from '../../../src/http/transport/network-failure.ts';
import { readBody } from '../../../src/http/transport/body.ts';
import type { HttpResponse, HttpTransport } from '../../../src/http/transport/exchange.ts';
import { parseProxySettings } from '../../../src/http/proxy/proxy-settings.ts';
import type { Resolve } from '../../../src/http/hosts/reach.ts';
import { createTransport } from '../../../src/http/transport/transport.ts';
import { startServer } from '../../support/http/fault-server.ts';
import { startHttpProxy, startSilentServer, startSocksProxy } from '../../support/http/proxies.ts';
import { makeCertificate, startTlsServer } from '../../support/http/tls-server.ts';
import { loopbackReach, resolveBy } from '../../support/http/reach.ts';

const CERTIFICATE = makeCertificate('DNS:registry.test', 'IP:127.0.0.1');

const transports: HttpTransport[] = [];
afterEach(async () => {
  await Promise.all(transports.splice(0).map((transport) => transport.close()));
});

function through(environment: Readonly<Record<string, string>>, resolve?: Resolve): HttpTransport {
  const transport = createTransport({
    reach: loopbackReach({
      insecure: ['registry.test'],
      ...(resolve === undefined ? {} : { resolve }),
    }),
    proxy: parseProxySettings({ flag: undefined, environment }),
    certificateAuthorities: [CERTIFICATE.certificate],
    userAgent: 'test',
    answerTimeoutMs: 500,
  });
  transports.push(transport);
  return transport;
}

function get(transport: HttpTransport, url: string, headers = {}): Promise<HttpResponse> {
  return transport.send({ method: 'GET', url: new URL(url), headers, signal: undefined });
}

async function textOf(response: HttpResponse): Promise<string> {
  return new TextDecoder().decode(await readBody(response, 1000, 'the answer'));
}

test('an https request goes through a CONNECT proxy, which gets its login and learns only the host', async () => {
  await using server = await startTlsServer(CERTIFICATE, (_request, response) =>
    response.end('hi'),
  );
  await using proxy = await startHttpProxy({ leadsTo: Number(server.url.port) });
  const transport = through({ HTTPS_PROXY: `http://me:p%40ss@127.0.0.1:${proxy.port}` });
  const response = await get(transport, 'https://registry.test/v2/', { authorization: 'Bearer x' });

  expect(await textOf(response)).toBe('hi');
  expect(proxy.targets).toEqual(['registry.test:443']);
  expect(proxy.logins).toEqual([`Basic ${Buffer.from('me:p@ss').toString('base64')}`]);
  expect(server.seen[0]?.headers).toMatchObject({ authorization: 'Bearer x' });
  expect(server.seen[0]?.headers).not.toHaveProperty('proxy-authorization');
  expect(response.peer).toEqual({
    address: undefined,
    tlsIssuer: 'brewpull tests',
    proxy: `http://127.0.0.1:${proxy.port}`,
  });
});

test('an http request goes through an HTTP proxy', async () => {
  await using server = await startServer((_request, response) => response.end('hi'));
  await using proxy = await startHttpProxy({ leadsTo: Number(server.url.port) });
  const response = await get(
    through({ http_proxy: `127.0.0.1:${proxy.port}` }),
    'http://registry.test:8080/v2/',
  );

  expect(await textOf(response)).toBe('hi');
  expect(proxy.targets).toEqual(['registry.test:8080']);
});

test.each(['http', 'https'])(
  'socks5h has the proxy resolve the name of an %s host',
  async (scheme) => {
    await using server =
      scheme === 'https'
        ? await startTlsServer(CERTIFICATE, (_request, response) => response.end('hi'))
        : await startServer((_request, response) => response.end('hi'));
    await using proxy = await startSocksProxy({ leadsTo: Number(server.url.port) });
    const transport = through({ ALL_PROXY: `socks5h://me:secret@127.0.0.1:${proxy.port}` });
    const response = await get(transport, `${scheme}://registry.test:5000/`);

    expect(await textOf(response)).toBe('hi');
    expect(proxy.targets).toEqual(['registry.test:5000']);
    expect(proxy.logins).toEqual(['me:secret']);
  },
);

test('socks5 resolves the name locally', async () => {
  await using server = await startServer((_request, response) => response.end('hi'));
  await using proxy = await startSocksProxy({ leadsTo: Number(server.url.port) });
  const transport = through({ all_proxy: `socks5://127.0.0.1:${proxy.port}` });
  const response = await get(transport, 'http://localhost:5000/');

  expect(await textOf(response)).toBe('hi');
  expect(proxy.targets).toEqual([expect.stringMatching(/^[\d.]+:5000$/)]);
});

test('a host in NO_PROXY is reached directly', async () => {
  await using server = await startServer((_request, response) => response.end('direct'));
  await using proxy = await startHttpProxy({ leadsTo: 1 });
  const transport = through({
    http_proxy: `http://127.0.0.1:${proxy.port}`,
    NO_PROXY: 'ghcr.io, 127.0.0.1',
  });
  const response = await get(transport, server.url.href);

  expect(await textOf(response)).toBe('direct');
  expect(proxy.targets).toEqual([]);
  expect(response.peer).toMatchObject({ address: '127.0.0.1', proxy: undefined });
});

test.each([
  [
    '401 with a challenge',
    { status: 401, headers: { 'www-authenticate': 'Bearer realm="https://evil.test"' } },
  ],
  ['a redirect', { status: 302, headers: { location: 'https://evil.test/' } }],
  ['407', { status: 407 }],
])(
  'what a proxy says to CONNECT is never taken for the answer of the host: %s',
  async (_name, refusal) => {
    await using proxy = await startHttpProxy({ leadsTo: 1, refusal });
    const transport = through({ HTTPS_PROXY: `http://me:secret@127.0.0.1:${proxy.port}` });
    const failure = await get(transport, 'https://registry.test/').catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(NetworkError);
    expect(failure).toMatchObject({
      message: expect.stringMatching(
        new RegExp(`proxy http://127\\.0\\.0\\.1:${proxy.port} .*${refusal.status}`),
      ),
      hint: expect.any(String),
    });
    expect(String(failure)).not.toContain('secret');
  },
);

test('a proxy that requires a login for an http request is named', async () => {
  await using proxy = await startHttpProxy({ leadsTo: 1, refusal: { status: 407 } });
  const transport = through({ http_proxy: `http://127.0.0.1:${proxy.port}` });

  await expect(get(transport, 'http://registry.test/')).rejects.toThrow(/proxy .* 407/);
});

test.each(['http', 'socks5h'])(
  'an %s proxy that never answers is given up',
  async (scheme) => {
    await using proxy = await startSilentServer();
    const transport = through({ HTTPS_PROXY: `${scheme}://127.0.0.1:${proxy.port}` });

    await expect(get(transport, 'https://registry.test/')).rejects.toThrow(NetworkError);
  },
  10_000,
);

test.each([
  [['NTLM'], /login by NTLM, which brewpull does not support/],
  [
    ['Negotiate', 'NTLM TlRMTVNTUAAC'],
    /login by Negotiate or NTLM, which brewpull does not support/,
  ],
  [['Bearer'], /login by a method that brewpull does not support/],
])('a proxy that accepts only %j is reported with what helps', async (offered, reason) => {
  const headers = { 'proxy-authenticate': offered.join(', ') };
  await using proxy = await startHttpProxy({ leadsTo: 1, refusal: { status: 407, headers } });
  const address = `http://127.0.0.1:${proxy.port}`;
  const transport = through({ HTTPS_PROXY: address, http_proxy: address });

  for (const url of ['https://registry.test/', 'http://registry.test/']) {
    const failure = await get(transport, url).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      message: expect.stringMatching(reason),
      hint: expect.stringContaining('cntlm'),
    });
  }
});

test('a proxy that accepts Basic among others only requires a login', async () => {
  const headers = { 'proxy-authenticate': 'Negotiate, Basic realm="x"' };
  await using proxy = await startHttpProxy({ leadsTo: 1, refusal: { status: 407, headers } });
  const transport = through({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });

  await expect(get(transport, 'https://registry.test/')).rejects.toThrow(/it requires a login$/);
});

test.each(['http', 'socks5h', 'socks4a'])(
  'an %s proxy that cannot be reached is named instead of the host',
  async (scheme) => {
    const address = `${scheme}://me:secret@127.0.0.1:9`;
    const transport = through({ HTTPS_PROXY: address, http_proxy: address });
    for (const url of ['https://registry.test/', 'http://registry.test/']) {
      const failure = await get(transport, url).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(NetworkError);
      expect(failure).toMatchObject({
        message: expect.stringContaining(`cannot reach the proxy ${scheme}://127.0.0.1:9 `),
        hint: expect.stringContaining('--proxy'),
      });
      expect(String(failure)).not.toContain('secret');
    }
  },
);

test('a name that does not exist is not blamed on a proxy that leaves the lookup to this machine', async () => {
  await using proxy = await startSocksProxy({ leadsTo: 1 });
  const transport = through({ ALL_PROXY: `socks5://127.0.0.1:${proxy.port}` }, resolveBy({}));
  const failure = await get(transport, 'https://none.invalid/').catch((error: unknown) => error);

  expect(failure).toMatchObject({ message: 'cannot reach none.invalid: there is no such host' });
});

test('a proxy that cannot be reached is a network failure without its password', async () => {
  const transport = through({ HTTPS_PROXY: 'http://me:secret@127.0.0.1:9' });
  const failure = await get(transport, 'https://registry.test/').catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(NetworkError);
  expect(String(failure)).not.toContain('secret');
});

test.each([
  ['http', 'localhost:9050', 'it refuses the connection', 'socks5h://localhost:9050'],
  ['http', '127.0.0.1:1080', 'it refuses the connection', 'socks5h://127.0.0.1:1080'],
  ['socks5h', '127.0.0.1:9150', 'it refuses the connection', 'that the proxy is running'],
])(
  'a proxy %s://%s that cannot be reached is reported at once, with what helps',
  async (scheme, host, why, hint) => {
    const transport = through({ ALL_PROXY: `${scheme}://${host}` });
    const failure = await get(transport, 'https://registry.test/').catch((error: unknown) => error);

    expect(failure).toMatchObject({
      message: `cannot reach the proxy ${scheme}://${host} on the way to registry.test: ${why}`,
      hint: expect.stringContaining(hint),
    });
    expect(failure instanceof NetworkError && mayPass(failure)).toBe(false);
  },
);

test.each([
  ['http', 'https', '', 'it closes the connection'],
  ['socks5h', 'https', '', 'it closes the connection'],
  ['socks5h', 'https', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'it does not answer as a SOCKS proxy'],
  ['http', 'http', '\u0000[\u0000\u0000', 'it does not answer as an HTTP proxy'],
])('a wrong %s proxy for %s that says %j is named', async (scheme, target, says, why) => {
  const server = createServer((client) => {
    client.on('error', () => client.destroy());
    client.once('data', () => client.end(says));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const transport = through({ ALL_PROXY: `${scheme}://me:secret@127.0.0.1:${port}` });
    const failure = await get(transport, `${target}://registry.test/`).catch(
      (error: unknown) => error,
    );

    expect(failure).toMatchObject({
      message: `cannot reach the proxy ${scheme}://127.0.0.1:${port} on the way to registry.test: ${why}`,
    });
    expect(JSON.stringify(failure) + String(failure)).not.toContain('secret');
  } finally {
    server.close();
  }
});
