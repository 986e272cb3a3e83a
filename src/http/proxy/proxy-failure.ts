import { parseChallenges } from '../challenge.ts';
import { formatProxy } from './proxy-settings.ts';

/** A failure of a proxy; `code` says whether trying again may help. */
export class ProxyFailure extends Error {
  readonly code: 'PROXY_REFUSES' | 'PROXY_FAILS' | 'PROXY_LOGIN_UNKNOWN';

  constructor(message: string, code: ProxyFailure['code'], options: ErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}

/** A failure that happened before a proxy answered, and so is about the proxy, whatever its message says. */
export class BeforeProxy extends Error {
  readonly code: string | undefined;

  constructor(cause: Error) {
    super(cause.message, { cause });
    this.code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  }
}

/** Returns whether a failure, or its cause, happened before a proxy answered. */
export function isBeforeProxy(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error instanceof BeforeProxy || isBeforeProxy(error.cause);
}

const PASSING = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Creates the failure for a proxy that answers a request itself; `offered` is its `Proxy-Authenticate`, of which brewpull
 * supports only Basic.
 */
export function refusedByProxy(
  proxy: URL,
  status: number,
  offered: string | readonly string[] | undefined,
): ProxyFailure {
  const name = `the proxy ${formatProxy(proxy)} answers ${status}`;
  if (status !== 407) {
    return new ProxyFailure(name, PASSING.has(status) ? 'PROXY_FAILS' : 'PROXY_REFUSES');
  }
  const schemes = new Set([offered ?? []].flat().flatMap((line) => schemesOf(line)));
  if (schemes.size === 0 || schemes.has('basic')) {
    return new ProxyFailure(`${name}, it requires a login`, 'PROXY_REFUSES');
  }
  const known = [...schemes].filter((scheme) => SCHEME_NAMES.has(scheme));
  const by = known.map((scheme) => SCHEME_NAMES.get(scheme)).join(' or ');
  const method = by === '' ? 'a method that' : `${by}, which`;
  return new ProxyFailure(
    `${name}, it requires a login by ${method} brewpull does not support`,
    'PROXY_LOGIN_UNKNOWN',
  );
}

/** Only known names are shown: the header is text from the proxy. */
const SCHEME_NAMES: ReadonlyMap<string, string> = new Map([
  ['ntlm', 'NTLM'],
  ['negotiate', 'Negotiate'],
  ['kerberos', 'Kerberos'],
  ['digest', 'Digest'],
]);

function schemesOf(header: string): readonly string[] {
  return parseChallenges(header).map(({ scheme }) => scheme);
}

/** What the libraries report when a proxy is of a different kind than its address says. */
const OTHER_KIND = /invalid Socks|Socks4 Proxy rejected|Expected HTTP\//i;
const SOCKS_FAILURES: readonly (readonly [RegExp, string])[] = [
  [/^Socks5 Authentication failed/i, 'it refuses the user and the password'],
  [/no accepted authentication/i, 'it requires a login'],
];
const CLOSED = /^(?:Proxy connection ended|Socket closed)/;

/** Returns the proxy's failure if a failed request is the proxy's fault; `code` is the system's error code, if there is one. */
export function blameProxy(
  { proxy, url }: { readonly proxy: URL; readonly url: URL },
  error: unknown,
  code: string | undefined,
): ProxyFailure | undefined {
  const said = error instanceof Error ? error.message : '';
  const options = { cause: error };
  // Nothing listens there, or the name is unknown: the address is wrong, and no retry fixes that.
  if (code === 'ECONNREFUSED') {
    return new ProxyFailure('it refuses the connection', 'PROXY_REFUSES', options);
  }
  if (code === 'ENOTFOUND') {
    return new ProxyFailure('there is no such host', 'PROXY_REFUSES', options);
  }
  const socks = SOCKS_FAILURES.find(([pattern]) => pattern.test(said))?.[1];
  if (socks !== undefined) {
    return new ProxyFailure(socks, 'PROXY_REFUSES', options);
  }
  if (OTHER_KIND.test(said)) {
    const kind = proxy.protocol.startsWith('socks') ? 'a SOCKS proxy' : 'an HTTP proxy';
    return new ProxyFailure(`it does not answer as ${kind}`, 'PROXY_REFUSES', options);
  }
  const isBroken = code === 'ECONNRESET' || code === 'EPIPE';
  // Without TLS the connection ends at the proxy, which answers for the server.
  if (CLOSED.test(said) || (isBroken && answersFor(proxy, url))) {
    return new ProxyFailure('it closes the connection', 'PROXY_FAILS', options);
  }
  return undefined;
}

/** What SOCKS proxies report about a server they cannot reach: https://www.rfc-editor.org/rfc/rfc1928#section-6 */
const SOCKS_WORDS: ReadonlyMap<string, string> = new Map([
  ['Failure', 'the proxy failed to connect'],
  ['NotAllowed', 'its rules do not allow it'],
  ['NetworkUnreachable', 'there is no network'],
  ['HostUnreachable', 'there is no route to it'],
  ['ConnectionRefused', 'it refuses the connection'],
  ['TTLExpired', 'it is too far away'],
]);

/** Extracts what a SOCKS proxy reports about the server; undefined for any other failure. */
export function saidBySocks(proxy: URL, error: unknown): string | undefined {
  if (!proxy.protocol.startsWith('socks')) return undefined;
  const said = error instanceof Error ? error.message : '';
  const [, word] = /^Socks[45] proxy rejected connection(?: - \(?(\w+))?/i.exec(said) ?? [];
  const words = SOCKS_WORDS.get(word ?? '');
  return words === undefined ? undefined : `the proxy ${formatProxy(proxy)} says: ${words}`;
}

/** Returns whether a proxy sees the requests to a server, and so may answer them itself. */
export function answersFor(proxy: URL, url: URL): boolean {
  return url.protocol === 'http:' && !proxy.protocol.startsWith('socks');
}

/** The ports of SOCKS proxies: Tor, Tor Browser and others. */
const SOCKS_PORTS = new Set(['9050', '9150', '1080']);

/** Suggests a SOCKS URL if the port is a usual SOCKS port but the scheme is not SOCKS; undefined otherwise. */
export function hintOfScheme(proxy: URL): string | undefined {
  if (proxy.protocol.startsWith('socks') || !SOCKS_PORTS.has(proxy.port)) return undefined;
  return `Port ${proxy.port} is usually a SOCKS proxy: write socks5h://${proxy.host}`;
}
