import { parseChallenges } from '../challenge.ts';
import { formatProxy } from './proxy-settings.ts';

/** What a proxy does wrong; `code` says whether trying again may help. */
export class ProxyFailure extends Error {
  readonly code: 'PROXY_REFUSES' | 'PROXY_FAILS' | 'PROXY_LOGIN_UNKNOWN';

  constructor(message: string, code: ProxyFailure['code']) {
    super(message);
    this.code = code;
  }
}

const PASSING = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Makes the failure of a proxy that answers a request by itself; `offered` is its `Proxy-Authenticate`, of which brewpull
 * knows Basic alone.
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
    return new ProxyFailure(`${name}, it wants a login`, 'PROXY_REFUSES');
  }
  const known = [...schemes].filter((scheme) => SCHEME_NAMES.has(scheme));
  const by = known.map((scheme) => SCHEME_NAMES.get(scheme)).join(' or ');
  return new ProxyFailure(
    `${name}, it wants a login by ${by === '' ? 'a scheme' : by} that brewpull does not know`,
    'PROXY_LOGIN_UNKNOWN',
  );
}

/** Only names that are known are shown: the header is the proxy's own text. */
const SCHEME_NAMES: ReadonlyMap<string, string> = new Map([
  ['ntlm', 'NTLM'],
  ['negotiate', 'Negotiate'],
  ['kerberos', 'Kerberos'],
  ['digest', 'Digest'],
]);

function schemesOf(header: string): readonly string[] {
  return parseChallenges(header).map(({ scheme }) => scheme);
}
