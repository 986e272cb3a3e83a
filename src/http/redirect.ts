import { isIP } from 'node:net';

import { InsecureRedirectError, RegistryResponseError } from '../core/errors.ts';
import type { EventSink } from '../core/events.ts';
import type { HttpRequest, HttpResponse, HttpTransport } from './exchange.ts';
import { redactUrl } from '../core/redact.ts';

/** An answer that is no redirect, and who gave it. */
export interface FinalResponse extends HttpResponse {
  /** The URL that answered; signed, so never to be shown. */
  readonly url: URL;
  /** Hosts that were passed on the way, without the first. */
  readonly redirectHosts: readonly string[];
}

const MAX_REDIRECTS = 10;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Headers that say who asks; they stay with the origin they are for. */
const CREDENTIALS = new Set(['authorization', 'cookie', 'proxy-authorization']);

/**
 * Sends a request and follows redirects by hand: credentials go to no other origin, https never becomes http, and a public
 * server sends no one to an address of a private network. Throws {@link InsecureRedirectError}.
 */
export async function sendFollowingRedirects(
  transport: HttpTransport,
  request: HttpRequest,
  onEvent: EventSink,
): Promise<FinalResponse> {
  const redirectHosts: string[] = [];
  let current = request;
  for (let count = 0; count <= MAX_REDIRECTS; count += 1) {
    const response = await transport.send(current);
    const { method, url } = current;
    onEvent({ type: 'request', method, url: redactUrl(url), status: response.status });
    const location = response.headers.get('location');
    if (!REDIRECTS.has(response.status) || location === undefined) {
      return {
        status: response.status,
        headers: response.headers,
        body: response.body,
        discard: () => response.discard(),
        peer: response.peer,
        url,
        redirectHosts,
      };
    }
    response.discard();
    const target = URL.parse(location, url.href);
    if (target === null || !/^https?:$/.test(target.protocol)) {
      throw new RegistryResponseError(
        `${url.host} redirects to something that is no web address`,
        response.status,
      );
    }
    refuseInsecure(url, target);
    if (target.host !== url.host) redirectHosts.push(target.host);
    current = { ...current, url: target, headers: headersFor(target, current) };
  }
  throw new RegistryResponseError(
    `${request.url.host} redirects more than ${MAX_REDIRECTS} times`,
    undefined,
  );
}

function headersFor(target: URL, { url, headers }: HttpRequest): HttpRequest['headers'] {
  if (target.origin === url.origin) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !CREDENTIALS.has(name)));
}

/** Refuses to go from one server to another where that is not safe. Throws {@link InsecureRedirectError}. */
export function refuseInsecure(from: URL, to: URL): void {
  if (from.protocol === 'https:' && to.protocol === 'http:') {
    throw new InsecureRedirectError(`${from.host} redirects from https to http, to ${to.host}`, {
      hint: 'Nothing was sent there. Ask another mirror with --registry.',
    });
  }
  if (
    isPrivateAddress(to.hostname) &&
    !isPrivateAddress(from.hostname) &&
    from.protocol === 'https:'
  ) {
    throw new InsecureRedirectError(
      `${from.host} redirects to ${to.host}, an address of a private network`,
      { hint: 'Nothing was sent there. Ask another mirror with --registry.' },
    );
  }
}

/** Addresses that only mean something inside a network: RFC 1918, 4193, 3927, 6598, loopback and link-local. */
function isPrivateAddress(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$|\.$/g, '').toLowerCase();
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host);
  if (mapped !== null) {
    const number =
      Number.parseInt(mapped[1] ?? '', 16) * 65_536 + Number.parseInt(mapped[2] ?? '', 16);
    return isPrivateV4([number >>> 24, (number >>> 16) & 255]);
  }
  if (isIP(host) === 6) return /^(?:::1?$|f[cd]|fe[89ab])/.test(host);
  return isIP(host) === 4 && isPrivateV4(host.split('.').map(Number));
}

function isPrivateV4([a = 0, b = 0]: readonly number[]): boolean {
  if (a === 0 || a === 10 || a === 127) return true;
  if (a === 172) return b >= 16 && b <= 31;
  if (a === 100) return b >= 64 && b <= 127;
  return (a === 192 && b === 168) || (a === 169 && b === 254);
}
