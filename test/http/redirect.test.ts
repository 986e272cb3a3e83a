import { afterEach, expect, test } from 'vitest';

import { InsecureRedirectError, RegistryResponseError } from '../../src/core/errors.ts';
import type { BrewpullEvent } from '../../src/core/events.ts';
import { readBody } from '../../src/http/body.ts';
import type { HttpRequest, HttpTransport } from '../../src/http/exchange.ts';
import { redactUrl } from '../../src/core/redact.ts';
import { sendFollowingRedirects } from '../../src/http/redirect.ts';
import { createTransport } from '../../src/http/transport.ts';
import { startServer } from '../support/http/fault-server.ts';
import { makeCertificate, startTlsServer } from '../support/http/tls-server.ts';

const CERTIFICATE = makeCertificate('IP:127.0.0.1');
const SECRETS = { authorization: 'Bearer secret', cookie: 'a=b', accept: '*/*' };

const transport = createTransport({
  proxy: { http: undefined, https: undefined, exceptions: [] },
  certificateAuthorities: [CERTIFICATE.certificate],
  userAgent: 'test',
});
afterEach(() => transport.close());

function request(url: URL): HttpRequest {
  return { method: 'GET', url, headers: SECRETS, signal: undefined };
}

/** Answers as public hosts would, which no server on loopback can be. */
function publicHosts(locations: Readonly<Record<string, string>>): {
  transport: HttpTransport;
  asked: string[];
} {
  const asked: string[] = [];
  return {
    asked,
    transport: {
      send: async ({ url }) => {
        asked.push(url.href);
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

test('credentials stay with the origin, also when only the port differs, and do not come back', async () => {
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

test('https to http is refused, also on the same host, before anything is sent there', async () => {
  await using plain = await startServer((_request, response) => response.end());
  await using secure = await startTlsServer(CERTIFICATE, (_request, response) =>
    response.writeHead(302, { location: plain.url.href }).end(),
  );

  await expect(
    sendFollowingRedirects(transport, request(secure.url), () => undefined),
  ).rejects.toThrow(InsecureRedirectError);
  expect(plain.seen).toEqual([]);
});

test.each([
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://10.1.2.3/',
  'https://172.31.0.1/',
  'https://192.168.0.1:8443/',
  'https://169.254.169.254/latest/meta-data',
  'https://100.64.0.1/',
  'https://0.0.0.0/',
  'https://localhost/',
  'https://localhost./',
  'https://a.localhost/',
  'https://[::1]/',
  'https://[::]/',
  'https://[fe80::1]/',
  'https://[fd00::1]/',
  'https://[::ffff:10.0.0.1]/',
])('a public server may not send to %s', async (target) => {
  const { transport: hosts, asked } = publicHosts({ 'https://ghcr.io/': target });

  await expect(
    sendFollowingRedirects(hosts, request(new URL('https://ghcr.io/')), () => undefined),
  ).rejects.toThrow(InsecureRedirectError);
  expect(asked).toEqual(['https://ghcr.io/']);
});

test.each([
  'https://8.8.8.8/',
  'https://172.32.0.1/',
  'https://[2606:4700::1]/',
  'https://10.example.test/',
])('a public server may send to %s', async (target) => {
  const { transport: hosts } = publicHosts({ 'https://ghcr.io/': target });
  const response = await sendFollowingRedirects(
    hosts,
    request(new URL('https://ghcr.io/')),
    () => undefined,
  );

  expect(response.url.href).toBe(target);
});

test('ten redirects are followed, an eleventh is not', async () => {
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
  'a redirect to %s is no answer',
  async (location) => {
    const { transport: hosts } = publicHosts({ 'http://a.test/': location });

    await expect(
      sendFollowingRedirects(hosts, request(new URL('http://a.test/')), () => undefined),
    ).rejects.toThrow(RegistryResponseError);
  },
);

test('URLs are shown without what lets anyone use them', () => {
  const shown = redactUrl(
    new URL(
      'https://me:secret@blobs.test/a?se=2026&sig=secret&X-Amz-Signature=secret&token=secret&scope=pull',
    ),
  );

  expect(shown).not.toContain('secret');
  expect(shown).not.toContain('me@');
  expect(shown).toContain('scope=pull');
});
