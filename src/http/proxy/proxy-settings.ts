import { BlockList, isIP } from 'node:net';

import { UsageError } from '../../core/errors.ts';
import { isLoopback } from '../hosts/loopback.ts';
import { portOf } from '../hosts/named-host.ts';

/** The proxies to use, and the hosts to reach without one. */
export interface ProxySettings {
  /** For `http:` targets. */
  readonly http: URL | undefined;
  /** For `https:` targets. */
  readonly https: URL | undefined;
  readonly exceptions: readonly ProxyException[];
}

/** A host that is reached directly. */
interface ProxyException {
  /** `*` is every host; a leading dot means all its subdomains; `10.0.0.0/8` is every address of a network. */
  readonly host: string;
  readonly port: string | undefined;
}

const SCHEMES = new Set([
  'http:',
  'https:',
  'socks:',
  'socks4:',
  'socks4a:',
  'socks5:',
  'socks5h:',
]);

/**
 * Reads `--proxy`, which applies to everything, or `HTTPS_PROXY`, `HTTP_PROXY` (lower case only, like curl, because CGI sets the
 * upper-case one), `ALL_PROXY` and `NO_PROXY`. Throws {@link UsageError}.
 */
export function parseProxySettings({
  flag,
  environment,
}: {
  readonly flag: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): ProxySettings {
  if (flag !== undefined) {
    const proxy = parseProxy(flag, '--proxy');
    return { http: proxy, https: proxy, exceptions: [] };
  }
  const read = (scheme: keyof typeof VARIABLES): URL | undefined => {
    const name = variableOf(scheme, environment);
    return name === undefined ? undefined : parseProxy(environment[name] ?? '', name);
  };
  return {
    http: read('http:'),
    https: read('https:'),
    exceptions: parseExceptions(environment['no_proxy'] ?? environment['NO_PROXY'] ?? ''),
  };
}

const ALL = ['all_proxy', 'ALL_PROXY'];
const VARIABLES = {
  'http:': ['http_proxy', ...ALL],
  'https:': ['https_proxy', 'HTTPS_PROXY', ...ALL],
} as const;

/** Returns the name of the variable that sets the proxy for a scheme, or undefined if none does. */
export function variableOf(
  scheme: keyof typeof VARIABLES,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return VARIABLES[scheme].find((each) => (environment[each] ?? '') !== '');
}

/**
 * Returns the proxy for a request, or undefined if it goes directly. Requests to this machine do, unless the proxy is on it too:
 * to a proxy elsewhere, `localhost` would mean another machine.
 */
export function proxyFor(settings: ProxySettings, url: URL): URL | undefined {
  const proxy = url.protocol === 'https:' ? settings.https : settings.http;
  if (proxy === undefined || (isLoopback(url) && !isLoopback(proxy))) return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = portOf(url);
  const isDirect = settings.exceptions.some(
    (exception) =>
      (exception.port === undefined || exception.port === port) && matches(exception.host, host),
  );
  return isDirect ? undefined : proxy;
}

/** Formats a proxy for messages, without its credentials. */
export function formatProxy(proxy: URL): string {
  return `${proxy.protocol}//${proxy.host}`;
}

function parseProxy(text: string, said: string): URL {
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  if (url === null || !SCHEMES.has(url.protocol) || url.hostname === '') {
    throw new UsageError(`${said} is not the URL of a proxy`, {
      hint: 'Write http://HOST:PORT or socks5h://HOST:PORT (socks5h resolves names at the proxy).',
    });
  }
  return url;
}

function parseExceptions(text: string): ProxyException[] {
  return text
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map((word) => {
      const [, host = word, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(word) ?? [];
      return {
        host: host
          .replace(/^\[|\]$/g, '')
          .replace(/^\*\./, '.')
          .toLowerCase(),
        port,
      };
    });
}

function matches(pattern: string, host: string): boolean {
  if (pattern === '*') return true;
  if (pattern.includes('/')) return isInNetwork(pattern, host);
  const bare = pattern.replace(/^\./, '');
  return host === bare || host.endsWith(`.${bare}`);
}

function isInNetwork(pattern: string, host: string): boolean {
  const [, network = '', bits = ''] = /^([^/]*)\/(\d{1,3})$/.exec(pattern) ?? [];
  const version = isIP(network);
  if (version === 0 || isIP(host) !== version) return false;
  if (Number(bits) > (version === 4 ? 32 : 128)) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(host, family);
}
