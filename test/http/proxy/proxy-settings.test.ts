import { expect, test } from 'vitest';

import { UsageError } from '../../../src/core/errors.ts';
import {
  formatProxy,
  parseProxySettings,
  proxyFor,
} from '../../../src/http/proxy/proxy-settings.ts';
import {
  assert,
  constantFrom,
  domain,
  nat,
  property,
  record,
  string,
} from '../../support/limits/random.ts';

function choose(
  environment: Readonly<Record<string, string>>,
  url: string,
  flag?: string,
): string | undefined {
  return proxyFor(parseProxySettings({ flag, environment }), new URL(url))?.href;
}

test.each<[string, Record<string, string>, string, string | undefined]>([
  ['HTTPS_PROXY', { HTTPS_PROXY: 'http://p:1' }, 'https://ghcr.io/', 'http://p:1/'],
  [
    'https_proxy, which wins',
    { https_proxy: 'http://q:1', HTTPS_PROXY: 'http://p:1' },
    'https://ghcr.io/',
    'http://q:1/',
  ],
  ['a proxy without a scheme', { https_proxy: 'p:3128' }, 'https://ghcr.io/', 'http://p:3128/'],
  ['HTTPS_PROXY does not serve http', { HTTPS_PROXY: 'http://p:1' }, 'http://ghcr.io/', undefined],
  [
    'ALL_PROXY serves what nothing else does',
    { ALL_PROXY: 'socks5h://p:9050', http_proxy: 'http://q:1' },
    'https://ghcr.io/',
    'socks5h://p:9050',
  ],
  ['an empty variable is none', { HTTPS_PROXY: '' }, 'https://ghcr.io/', undefined],
])('the proxy for a request: %s', (_name, environment, url, expected) => {
  expect(choose(environment, url)).toBe(expected);
});

test('--proxy serves everything, even what NO_PROXY names, so that nothing bypasses it unseen', () => {
  const environment = { NO_PROXY: '*', HTTPS_PROXY: 'http://p:1' };

  expect(choose(environment, 'https://ghcr.io/', 'socks5h://127.0.0.1:9050')).toBe(
    'socks5h://127.0.0.1:9050',
  );
  expect(choose(environment, 'http://ghcr.io/', 'socks5h://127.0.0.1:9050')).toBe(
    'socks5h://127.0.0.1:9050',
  );
});

test.each([
  ['http://127.0.0.1:5000/', 'http://proxy.corp:3128', undefined],
  ['https://localhost:5000/', 'socks5h://proxy.corp:1080', undefined],
  ['http://[::1]:5000/', 'http://10.0.0.1:3128', undefined],
  ['http://127.0.0.1:5000/', 'http://127.0.0.1:3128', 'http://127.0.0.1:3128/'],
  ['http://127.0.0.1:5000/', 'socks5h://localhost:9050', 'socks5h://localhost:9050'],
])('%s with --proxy %s uses %s: no other machine is asked for this one', (url, flag, expected) => {
  expect(choose({}, url, flag)).toBe(expected);
});

test.each<[string, string, boolean]>([
  ['*', 'https://ghcr.io/', true],
  ['ghcr.io', 'https://ghcr.io/', true],
  ['GHCR.IO', 'https://ghcr.io/', true],
  ['ghcr.io', 'https://pkg.ghcr.io/', true],
  ['.ghcr.io', 'https://pkg.ghcr.io/', true],
  ['*.ghcr.io', 'https://pkg.ghcr.io/', true],
  ['ghcr.io', 'https://notghcr.io/', false],
  ['ghcr.io:443', 'https://ghcr.io/', true],
  ['ghcr.io:8443', 'https://ghcr.io/', false],
  ['example.test, localhost 10.0.0.1', 'https://10.0.0.1/', true],
  ['[::1]:443', 'https://[::1]/', true],
  ['::1', 'https://[::1]/', true],
  ['10.0.0.0/8', 'https://10.20.30.40/', true],
  ['10.0.0.0/8', 'https://11.0.0.1/', false],
  ['fd00::/8', 'https://[fd12::1]/', true],
  ['10.0.0.0/99', 'https://10.0.0.1/', false],
  ['', 'https://ghcr.io/', false],
])('NO_PROXY=%j and %s: direct is %j', (exceptions, url, isDirect) => {
  const found = choose({ HTTPS_PROXY: 'http://p:1', NO_PROXY: exceptions }, url);

  expect(found === undefined).toBe(isDirect);
});

test.each(['', 'ftp://p:1', 'http://', 'http://user:secret@[/', 'socks9://p'])(
  '--proxy %j is refused without being repeated',
  (flag) => {
    let failure: unknown;
    try {
      parseProxySettings({ flag, environment: {} });
    } catch (error) {
      failure = error;
    }

    expect(failure).toBeInstanceOf(UsageError);
    expect(String(failure)).not.toContain('secret');
  },
);

test('any usable proxy is read back, and shown without its credentials', () => {
  assert(
    property(
      record({
        scheme: constantFrom('http', 'https', 'socks4', 'socks4a', 'socks5', 'socks5h'),
        host: domain(),
        port: nat(65_535),
      }),
      ({ scheme, host, port }) => {
        const flag = `${scheme}://me:secret@${host}:${port}`;
        const { https } = parseProxySettings({ flag, environment: {} });
        expect(https?.href.replace(/\/$/, '')).toBe(new URL(flag).href.replace(/\/$/, ''));
        const { protocol, host: shown } = new URL(`${scheme}://${host}:${port}`);
        expect(formatProxy(new URL(flag))).toBe(`${protocol}//${shown}`);
      },
    ),
    { examples: [[{ scheme: 'http', host: 'proxy.test', port: 3128 }]], numRuns: 50 },
  );
});

test('no text in the environment causes more than a usage error', () => {
  assert(
    property(string(), string(), (proxy, exceptions) => {
      try {
        choose({ ALL_PROXY: proxy, NO_PROXY: exceptions }, 'https://ghcr.io/');
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
      }
    }),
  );
});
