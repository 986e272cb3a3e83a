import { createServer, type Socket } from 'node:net';

import { expect, test } from 'vitest';

import { NetworkError } from '../../../src/core/errors.ts';
import { parseProxySettings } from '../../../src/http/proxy/proxy-settings.ts';
import { explainNetworkFailure, mayPass } from '../../../src/http/transport/network-failure.ts';
import { createTransport } from '../../../src/http/transport/transport.ts';
import { makeDatedCertificate } from '../../support/http/make-dated-certificate.ts';
import { loopbackReach } from '../../support/http/reach.ts';
import {
  makeCertificate,
  startTlsServer,
  type TestCertificate,
} from '../../support/http/tls-server.ts';

/** What to ask, and how. */
interface Way {
  readonly url: URL;
  readonly trusted?: readonly string[];
  readonly proxy?: string;
}

async function failureOf({ url, trusted = [], proxy }: Way): Promise<NetworkError> {
  const environment = proxy === undefined ? {} : { ALL_PROXY: proxy };
  const transport = createTransport({
    reach: loopbackReach({ insecure: ['registry.test'] }),
    proxy: parseProxySettings({ flag: undefined, environment }),
    certificateAuthorities: trusted,
    userAgent: 'test',
    answerTimeoutMs: 500,
  });
  try {
    await transport.send({ method: 'GET', url, headers: {}, signal: undefined });
  } catch (error) {
    if (error instanceof NetworkError) return error;
    throw error;
  } finally {
    await transport.close();
  }
  throw new Error('it was answered');
}

/** Words of Node, OpenSSL and the libraries, which mean nothing to users. */
const FOREIGN =
  /\bE[A-Z]{4,}\b|getaddrinfo|hang up|socket disconnected|alert|SSL routines|undefined/;

function expectOwnWords({ message, hint }: NetworkError): void {
  expect(`${message} ${hint}`).not.toMatch(FOREIGN);
  expect(hint).toBeDefined();
}

interface CertificateCase {
  readonly kind: string;
  readonly make: () => TestCertificate;
  readonly isNamed: boolean;
  readonly why: string;
  readonly next: string;
}

const CERTIFICATES: readonly CertificateCase[] = [
  {
    kind: 'that has expired',
    make: () => makeDatedCertificate('200101', '210101'),
    isNamed: true,
    why: "its certificate has expired by this machine's clock",
    next: 'brewpull doctor',
  },
  {
    kind: 'that is not valid yet',
    make: () => makeDatedCertificate('480101', '490101'),
    isNamed: true,
    why: "its certificate is not valid yet by this machine's clock",
    next: 'brewpull doctor',
  },
  {
    kind: 'that the server signed itself',
    make: () => makeCertificate('IP:127.0.0.1'),
    isNamed: false,
    why: 'its certificate is not trusted: the server signed it itself',
    next: '--ca-file',
  },
  {
    kind: 'for another name',
    make: () => makeCertificate('DNS:other.test'),
    isNamed: true,
    why: 'its certificate is for another name',
    next: 'Check the name of the host',
  },
];

test.each(CERTIFICATES)(
  'a certificate $kind is reported in words of its own',
  async ({ make, isNamed, why, next }) => {
    const certificate = make();
    await using server = await startTlsServer(certificate, (_request, response) => response.end());
    const trusted = isNamed ? [certificate.certificate] : [];
    const failure = await failureOf({ url: server.url, trusted });

    expect(failure.message).toBe(`cannot reach ${server.url.host}: ${why}`);
    expect(failure.hint).toContain(next);
    expect(mayPass(failure)).toBe(false);
    expectOwnWords(failure);
  },
);

/** Runs something against a server that does one thing to every connection. */
async function withServer<Result>(
  meet: (client: Socket) => void,
  use: (port: number) => Promise<Result>,
): Promise<Result> {
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    client.on('error', () => client.destroy());
    meet(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const address = server.address();
    return await use(typeof address === 'object' ? (address?.port ?? 0) : 0);
  } finally {
    for (const client of clients) client.destroy();
    server.close();
  }
}

const close = (client: Socket): void => void client.once('data', () => client.destroy());
const reset = (client: Socket): void => void client.once('data', () => client.resetAndDestroy());
const say =
  (text: string) =>
  (client: Socket): void =>
    void client.once('data', () => client.end(text));
const silence = (): void => undefined;

test.each([
  ['https', 'closes', close, 'it closed the connection during the TLS handshake'],
  ['https', 'resets', reset, 'connection'],
  ['https', 'says HTTP', say('HTTP/1.1 400 Bad Request\r\n\r\n'), 'it answers without TLS'],
  ['http', 'closes', close, 'the connection was reset'],
  ['http', 'resets', reset, 'the connection was reset'],
  ['http', 'says something else', say('SSH-2.0-OpenSSH_9.6\r\n'), 'it does not answer as HTTP'],
])('an %s server that %s is reported in our own words', async (scheme, _does, meet, why) => {
  await withServer(meet, async (port) => {
    const url = new URL(`${scheme}://127.0.0.1:${port}/`);
    const failure = await failureOf({ url });
    expect(failure.message).toMatch(new RegExp(`^cannot reach 127\\.0\\.0\\.1:${port}: .*${why}`));
    expectOwnWords(failure);
  });
});

const refuses = (code: number) => (client: Socket) => {
  client.once('data', () => {
    client.write(Buffer.from([5, 0]));
    client.once('data', () => client.end(Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0])));
  });
};

test.each([
  ['http', 'http', 'closes', close],
  ['http', 'http', 'resets', reset],
  ['http', 'http', 'says nothing', silence],
  ['http', 'http', 'speaks otherwise', say('SSH-2.0-OpenSSH_9.6\r\n')],
  ['http', 'https', 'closes', close],
  ['http', 'https', 'says nothing', silence],
  ['http', 'https', 'answers 403', say('HTTP/1.1 403 Forbidden\r\n\r\n')],
  ['http', 'https', 'answers 502', say('HTTP/1.1 502 Bad Gateway\r\n\r\n')],
  ['http', 'https', 'answers 504', say('HTTP/1.1 504 Timeout\r\n\r\n')],
  ['http', 'https', 'wants a login', say('HTTP/1.1 407 Login\r\n\r\n')],
  ['http', 'http', 'wants a login', say('HTTP/1.1 407 Login\r\ncontent-length: 0\r\n\r\n')],
  ['socks5h', 'https', 'forbids', refuses(2)],
  ['socks5h', 'https', 'finds no host', refuses(4)],
  ['socks5h', 'http', 'is refused', refuses(5)],
  ['socks5h', 'https', 'closes', close],
  [
    'socks5h',
    'https',
    'wants a login',
    (client: Socket) => {
      client.once('data', () => client.end(Buffer.from([5, 0xff])));
    },
  ],
])('an %s proxy for %s that %s is named', async (scheme, target, _does, meet) => {
  await withServer(meet, async (port) => {
    const proxy = `${scheme}://127.0.0.1:${port}`;
    const url = new URL(`${target}://registry.test/`);
    const failure = await failureOf({ url, proxy: `${scheme}://me:secret@127.0.0.1:${port}` });

    expect(failure.message).toContain(`the proxy ${proxy}`);
    expect(failure.message).toContain('registry.test');
    expect(`${failure.message} ${failure.hint}`).not.toContain('secret');
    expectOwnWords(failure);
  });
});

test.each([
  [
    'https',
    'speaks no TLS',
    say('HTTP/1.1 400 Bad Request\r\n\r\n'),
    'the proxy',
    'use --proxy http:',
  ],
  ['https', 'closes in the handshake', close, 'the proxy', 'that the proxy is running'],
  [
    'http',
    'agrees and speaks no TLS',
    (client: Socket) => {
      client.once('data', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        client.once('data', () => client.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
      });
    },
    'registry.test: it answers without TLS',
    'may be answering instead',
  ],
])(
  'an %s proxy that %s is never a reason to do without TLS',
  async (scheme, _does, meet, who, next) => {
    await withServer(meet, async (port) => {
      const proxy = `${scheme}://me:secret@127.0.0.1:${port}`;
      const failure = await failureOf({ url: new URL('https://registry.test/'), proxy });

      expect(failure.message).toContain(`cannot reach ${who}`);
      expect(failure.hint?.toLowerCase()).toContain(next);
      expect(failure.hint).not.toContain('--insecure-registry');
      expect(`${failure.message} ${failure.hint}`).not.toContain('secret');
      expectOwnWords(failure);
    });
  },
);

test("an untrusted certificate of an https proxy is reported as the proxy's", async () => {
  const certificate = makeCertificate('IP:127.0.0.1');
  await using server = await startTlsServer(certificate, (_request, response) => response.end());
  const proxy = server.url.origin;
  const failure = await failureOf({ url: new URL('https://registry.test/'), proxy });

  expect(failure.message).toContain(`cannot reach the proxy ${proxy}`);
  expect(failure.message).toContain('its certificate is not trusted');
  expect(failure.hint).toContain('--ca-file');
});

test.each([
  ['EAI_AGAIN', 'getaddrinfo EAI_AGAIN ghcr.io', 'its name cannot be looked up'],
  ['ECONNRESET', 'read ECONNRESET', 'the connection was reset'],
  ['ECONNRESET', 'socket hang up', 'the connection was reset'],
  ['ENETDOWN', 'connect ENETDOWN 1.2.3.4:443', 'there is no network'],
  ['EACCES', 'connect EACCES 1.2.3.4:443', 'this machine does not allow the connection'],
  ['EMFILE', 'connect EMFILE 1.2.3.4:443', 'too many files are open'],
  ['ERR_SSL_NO_PROTOCOLS_AVAILABLE', 'no protocols available', 'the TLS handshake with it failed'],
])('%s (%s) is reported in our own words', (code, said, why) => {
  const error = Object.assign(new Error(said), { code });
  const failure = explainNetworkFailure(new URL('https://ghcr.io/'), error);

  expect(failure.message).toBe(`cannot reach ghcr.io: ${why}`);
  expectOwnWords(failure);
});

test('an unknown code is reported as a failure of the connection, never alone', () => {
  const error = Object.assign(new Error('connect ESTRANGE 1.2.3.4:443'), { code: 'ESTRANGE' });
  const failure = explainNetworkFailure(new URL('https://ghcr.io/'), error);

  expect(failure.message).toBe(
    'cannot reach ghcr.io: the connection failed (connect ESTRANGE 1.2.3.4:443)',
  );
});
