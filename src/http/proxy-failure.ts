import { formatProxy } from './proxy-settings.ts';

/** What a proxy does wrong; `code` says whether trying again may help. */
export class ProxyFailure extends Error {
  readonly code: 'PROXY_REFUSES' | 'PROXY_FAILS';

  constructor(message: string, code: ProxyFailure['code']) {
    super(message);
    this.code = code;
  }
}

const PASSING = new Set([408, 429, 500, 502, 503, 504]);

/** Makes the failure of a proxy that answers a request by itself. */
export function refusedByProxy(proxy: URL, status: number): ProxyFailure {
  return new ProxyFailure(
    `the proxy ${formatProxy(proxy)} answers ${status}${status === 407 ? ', it wants a login' : ''}`,
    PASSING.has(status) ? 'PROXY_FAILS' : 'PROXY_REFUSES',
  );
}
