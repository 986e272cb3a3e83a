import type { LookupAddress } from 'node:dns';

import { afterEach, expect, test } from 'vitest';

import { InsecureRedirectError, NetworkError } from '../../../src/core/errors.ts';
import type { HttpTransport } from '../../../src/http/transport/exchange.ts';
import { parseNamedHost } from '../../../src/http/hosts/named-host.ts';
import { parseProxySettings } from '../../../src/http/proxy/proxy-settings.ts';
import { Reach, type Range } from '../../../src/http/hosts/reach.ts';
import { sendFollowingRedirects } from '../../../src/http/redirect.ts';
import { createTransport } from '../../../src/http/transport/transport.ts';
import { startServer } from '../../support/http/fault-server.ts';
import { startHttpProxy, startSocksProxy } from '../../support/http/proxies.ts';
import { loopbackReach, resolveBy } from '../../support/http/reach.ts';
import { makeCertificate, startTlsServer } from '../../support/http/tls-server.ts';
import { failureOf } from '../../support/registry/asking.ts';

const CERTIFICATE = makeCertificate('DNS:registry.test', 'DNS:inner.test', 'IP:127.0.0.1');
const NAMED = parseNamedHost('registry.test', '--registry');

const transports: HttpTransport[] = [];
afterEach(async () => {
  await Promise.all(transports.splice(0).map((transport) => transport.close()));
});

function open(reach: Reach, environment: Readonly<Record<string, string>> = {}): HttpTransport {
  const transport = createTransport({
    reach,
    proxy: parseProxySettings({ flag: undefined, environment }),
    certificateAuthorities: [CERTIFICATE.certificate],
    userAgent: 'test',
  });
  transports.push(transport);
  return transport;
}

async function statusOf(transport: HttpTransport, url: string, namedBy?: string): Promise<number> {
  const from = namedBy === undefined ? undefined : new URL(namedBy);
  const request = { method: 'GET', headers: {}, signal: undefined, namedBy: from } as const;
  const response = await sendFollowingRedirects(
    transport,
    { ...request, url: new URL(url) },
    () => undefined,
  );
  response.discard();
  return response.status;
}

function lookUp(reach: Reach, range: Range, hostname: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    reach.lookup(range)(hostname, { all: true }, (error, found) => {
      if (error !== null) reject(error);
      else if (typeof found !== 'string') resolve(found);
    });
  });
}

test.each([
  ['http://registry.test/', undefined],
  ['http://registry.test:5000/', 'http://registry.test/'],
  ['http://10.0.0.1/', 'http://127.0.0.1/'],
  ['http://ghcr.io/token', 'https://ghcr.io/'],
])('%s is not asked without TLS even if %s names it', (url, namedBy) => {
  const reach = new Reach({ insecure: [], named: [NAMED] });
  const from = namedBy === undefined ? undefined : new URL(namedBy);

  expect(() => reach.rangeOf(new URL(url), from)).toThrow(
    expect.objectContaining({
      code: 'INSECURE_REDIRECT',
      hint: expect.stringContaining(`--insecure-registry ${new URL(url).host}`),
    }),
  );
});

test.each<[string, string | undefined, Range | 'refused']>([
  ['https://ghcr.io/', undefined, 'outside'],
  ['https://registry.test/', undefined, 'anywhere'],
  ['https://registry.test:8443/', 'https://ghcr.io/', 'anywhere'],
  ['https://169.254.169.254/', undefined, 'refused'],
  ['https://169.254.169.254/', 'https://ghcr.io/', 'refused'],
  ['https://169.254.169.254/', 'https://registry.test/', 'refused'],
  ['https://localhost./', 'https://ghcr.io/', 'refused'],
  ['http://127.0.0.1/', 'https://ghcr.io/', 'refused'],
  ['http://127.0.0.1:5000/', undefined, 'refused'],
  ['https://10.0.0.6/', 'https://10.0.0.5/', 'anywhere'],
  ['https://ghcr.io/', 'https://10.0.0.5/', 'anywhere'],
  ['http://mirror.lan/', undefined, 'anywhere'],
  ['http://mirror.lan/', 'https://ghcr.io/', 'anywhere'],
])('%s, named by %s, leads %s', (url, namedBy, expected) => {
  const insecure = [parseNamedHost('mirror.lan', '--insecure-registry')];
  const reach = new Reach({ insecure, named: [NAMED] });
  const ask = (): Range =>
    reach.rangeOf(new URL(url), namedBy === undefined ? undefined : new URL(namedBy));

  if (expected === 'refused') expect(ask).toThrow(InsecureRedirectError);
  else expect(ask()).toBe(expected);
});

test('a name is given only the addresses that it may lead to', async () => {
  const resolve = resolveBy({
    both: ['10.0.0.1', '8.8.8.8', 'fd00::1', '2606:4700::1'],
    inner: ['10.0.0.1'],
    fake: ['198.18.0.9'],
    localhost: ['127.0.0.1', '10.0.0.1'],
    'localhost.': ['10.0.0.1'],
  });
  const reach = new Reach({ insecure: [], named: [], resolve });
  const addresses = async (range: Range, name: string): Promise<readonly string[]> =>
    (await lookUp(reach, range, name)).map(({ address }) => address);

  expect(await addresses('outside', 'both')).toEqual(['8.8.8.8', '2606:4700::1']);
  expect(await addresses('outside', 'fake')).toEqual(['198.18.0.9']);
  expect(await failureOf(addresses('outside', 'inner'))).toBeInstanceOf(InsecureRedirectError);
  expect(await addresses('anywhere', 'inner')).toEqual(['10.0.0.1']);
  expect(await addresses('anywhere', 'localhost')).toEqual(['127.0.0.1']);
  expect(await failureOf(addresses('anywhere', 'localhost.'))).toBeInstanceOf(
    InsecureRedirectError,
  );
  expect(await failureOf(addresses('anywhere', 'none'))).toMatchObject({ code: 'ENOTFOUND' });
});

test('a name that resolves to an inside address is not connected to unless the user named it', async () => {
  await using server = await startTlsServer(CERTIFICATE, (_request, response) =>
    response.end('hi'),
  );
  const resolve = resolveBy({ 'registry.test': ['127.0.0.1'], 'inner.test': ['127.0.0.1'] });
  const transport = open(new Reach({ insecure: [], named: [NAMED], resolve }));
  const { port } = server.url;

  const failure = await failureOf(statusOf(transport, `https://inner.test:${port}/`));
  expect(failure).toBeInstanceOf(InsecureRedirectError);
  expect(failure).toMatchObject({ hint: expect.stringContaining('inner.test') });
  expect(server.seen).toEqual([]);
  expect(await statusOf(transport, `https://registry.test:${port}/`)).toBe(200);
  // An inside host may name another one, but a host outside may not name that one.
  const from = `https://registry.test:${port}/`;
  expect(await statusOf(transport, `https://inner.test:${port}/`, from)).toBe(200);
  expect(
    await failureOf(statusOf(transport, `https://inner.test:${port}/`, 'https://ghcr.io/')),
  ).toBeInstanceOf(InsecureRedirectError);
  expect(server.seen).toHaveLength(2);
});

test('a registry behind a proxy cannot redirect inside, either by address or by name', async () => {
  await using inside = await startTlsServer(CERTIFICATE, (_request, response) => response.end());
  await using outside = await startTlsServer(CERTIFICATE, (request, response) =>
    response
      .writeHead(302, {
        location:
          request.url === '/'
            ? inside.url.href
            : inside.url.href.replace('127.0.0.1', 'inner.test'),
      })
      .end(),
  );
  await using proxy = await startHttpProxy({ leadsTo: Number(outside.url.port) });
  const resolve = resolveBy({ 'inner.test': ['127.0.0.1'] });
  const transport = open(new Reach({ insecure: [], named: [NAMED], resolve }), {
    HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
    NO_PROXY: 'inner.test',
  });

  for (const path of ['', 'name']) {
    const failure = await failureOf(statusOf(transport, `https://registry.test/${path}`));
    expect(failure).toBeInstanceOf(InsecureRedirectError);
  }
  expect(inside.seen).toEqual([]);
  expect(outside.seen).toHaveLength(2);
});

test('a name that is resolved locally for socks5 is checked as well', async () => {
  await using server = await startTlsServer(CERTIFICATE, (_request, response) => response.end());
  await using proxy = await startSocksProxy({ leadsTo: Number(server.url.port) });
  const resolve = resolveBy({ 'inner.test': ['10.0.0.1'] });
  const transport = open(new Reach({ insecure: [], named: [], resolve }), {
    ALL_PROXY: `socks5://127.0.0.1:${proxy.port}`,
  });

  expect(await failureOf(statusOf(transport, 'https://inner.test/'))).toBeInstanceOf(
    InsecureRedirectError,
  );
  expect(proxy.targets).toEqual([]);
});

test('a server without TLS cannot redirect to another one', async () => {
  await using metadata = await startServer((_request, response) => response.end('secret'));
  await using server = await startServer((_request, response) =>
    response
      .writeHead(302, { location: metadata.url.href.replace('127.0.0.1', 'meta.test') })
      .end(),
  );
  const transport = open(loopbackReach({ resolve: resolveBy({ 'meta.test': ['127.0.0.1'] }) }));

  expect(await failureOf(statusOf(transport, server.url.href))).toBeInstanceOf(
    InsecureRedirectError,
  );
  expect(metadata.seen).toEqual([]);
});

test('a host that does not exist is a network failure', async () => {
  const transport = open(new Reach({ insecure: [], named: [], resolve: resolveBy({}) }));

  expect(await failureOf(statusOf(transport, 'https://none.test/'))).toBeInstanceOf(NetworkError);
});
