import { afterEach, expect, test } from 'vitest';

import { InsecureRedirectError, RegistryResponseError } from '../../src/core/errors.ts';
import type { BrewpullEvent } from '../../src/core/events.ts';
import { readBody } from '../../src/http/transport/body.ts';
import type { HttpRequest, HttpTransport } from '../../src/http/transport/exchange.ts';
import { redactUrl } from '../../src/core/redact.ts';
import { sendFollowingRedirects } from '../../src/http/redirect.ts';
import { createTransport } from '../../src/http/transport/transport.ts';
import { startServer } from '../support/http/fault-server.ts';
import { makeCertificate, startTlsServer } from '../support/http/tls-server.ts';
import { loopbackReach } from '../support/http/reach.ts';

const CERTIFICATE = makeCertificate('IP:127.0.0.1');
const SECRETS = { authorization: 'Bearer secret', cookie: 'a=b', accept: '*/*' };

const transport = createTransport({
  reach: loopbackReach(),
  proxy: { http: undefined, https: undefined, exceptions: [] },
  certificateAuthorities: [CERTIFICATE.certificate],
  userAgent: 'test',
});
afterEach(() => transport.close());

function request(url: URL): HttpRequest {
  return { method: 'GET', url, headers: SECRETS, signal: undefined };
}

/** Answers as public hosts would, because no server on loopback can be one. */
function publicHosts(locations: Readonly<Record<string, string>>): {
  transport: HttpTransport;
  named: (string | undefined)[];
  authorized: string[];
} {
  const named: (string | undefined)[] = [];
  const authorized: string[] = [];
  return {
    named,
    authorized,
    transport: {
      send: async ({ url, headers, namedBy }) => {
        named.push(namedBy?.href);
        if ('authorization' in headers) authorized.push(url.href);
        const location = locations[url.href];
        return {
          status: location === undefined ? 200 : 302,
          headers: new Map(location === undefined ? [] : [['location', location]]),
          body: (async function* () {})(),
          discard: () => undefined,
          peer: undefined,
        };
      },
      close: async () => undefined,
    },
  };
}

test('credentials stay with the origin, even if only the port differs, and do not come back', async () => {
  await using origin = await startServer((incoming, response) => {
    if (incoming.url === '/last') response.end('done');
    else if (incoming.url === '/here') response.writeHead(307, { location: other.url.href }).end();
    else response.writeHead(301, { location: '/here' }).end();
  });
  await using other = await startServer((_request, response) => {
    response.writeHead(302, { location: `${origin.url.href}last` }).end();
  });
  const events: BrewpullEvent[] = [];
  const response = await sendFollowingRedirects(transport, request(origin.url), (event) =>
    events.push(event),
  );

  expect(Buffer.from(await readBody(response, 100, 'it')).toString()).toBe('done');
  expect(response.url.href).toBe(`${origin.url.href}last`);
  expect(response.redirectHosts).toEqual([other.url.host, origin.url.host]);
  expect(origin.seen.map(({ headers }) => headers['authorization'])).toEqual([
    'Bearer secret',
    'Bearer secret',
    undefined,
  ]);
  expect(other.seen[0]?.headers).not.toHaveProperty('authorization');
  expect(other.seen[0]?.headers).not.toHaveProperty('cookie');
  expect(other.seen[0]?.headers).toHaveProperty('accept');
  expect(events.map((event) => event.type === 'request' && event.status)).toEqual([
    301, 307, 302, 200,
  ]);
});

test('a redirect from https to http is refused, even on the same host, before anything is sent there', async () => {
  await using plain = await startServer((_request, response) => response.end());
  await using secure = await startTlsServer(CERTIFICATE, (_request, response) =>
    response.writeHead(302, { location: plain.url.href }).end(),
  );

  await expect(
    sendFollowingRedirects(transport, request(secure.url), () => undefined),
  ).rejects.toThrow(InsecureRedirectError);
  expect(plain.seen).toEqual([]);
});

test('each request says which server named its address', async () => {
  const { transport: hosts, named } = publicHosts({
    'https://ghcr.io/': 'https://blobs.test/',
    'https://blobs.test/': 'https://10.0.0.1/',
  });
  await sendFollowingRedirects(hosts, request(new URL('https://ghcr.io/')), () => undefined);

  expect(named).toEqual([undefined, 'https://ghcr.io/', 'https://blobs.test/']);
});

test('a redirect to another port of the host gets no credentials', async () => {
  const { transport: hosts, authorized } = publicHosts({
    'https://a.test/': 'https://a.test:443/same',
    'https://a.test/same': 'https://a.test:8443/other',
  });
  await sendFollowingRedirects(hosts, request(new URL('https://a.test/')), () => undefined);

  expect(authorized).toEqual(['https://a.test/', 'https://a.test/same']);
});

test('ten redirects are followed, and an eleventh is not', async () => {
  const chain = (length: number): Record<string, string> =>
    Object.fromEntries(
      Array.from({ length }, (_, index) => [`https://a.test/${index}`, `/${index + 1}`]),
    );
  const send = (length: number): Promise<{ url: URL }> =>
    sendFollowingRedirects(
      publicHosts(chain(length)).transport,
      request(new URL('https://a.test/0')),
      () => undefined,
    );

  expect((await send(10)).url.pathname).toBe('/10');
  await expect(send(11)).rejects.toThrow(RegistryResponseError);
});

test.each(['file:///etc/passwd', 'data:text/plain,x', 'http://['])(
  'a redirect to %s is refused',
  async (location) => {
    const { transport: hosts } = publicHosts({ 'http://a.test/': location });

    await expect(
      sendFollowingRedirects(hosts, request(new URL('http://a.test/')), () => undefined),
    ).rejects.toThrow(RegistryResponseError);
  },
);

test('URLs are shown without what would let anyone use them', () => {
  const shown = redactUrl(
    new URL(
      'https://me:secret@blobs.test/a?se=2026&sig=secret&X-Amz-Signature=secret&token=secret&scope=pull',
    ),
  );

  expect(shown).not.toContain('secret');
  expect(shown).not.toContain('me@');
  expect(shown).toContain('scope=pull');
});
