import { InsecureRedirectError, RegistryResponseError } from '../core/errors.ts';
import type { EventSink } from '../core/events.ts';
import type { HttpRequest, HttpResponse, HttpTransport } from './transport/exchange.ts';
import { redactUrl } from '../core/redact.ts';

/** A response that is not followed further, and the URL that sent it. */
export interface FinalResponse extends HttpResponse {
  /** The URL that answered. It may be signed, so it must never be shown. */
  readonly url: URL;
  /** The hosts of the redirects followed, without the first host. */
  readonly redirectHosts: readonly string[];
}

const MAX_REDIRECTS = 10;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Headers that identify the client; they are only sent to the origin they are for. */
const CREDENTIALS = new Set(['authorization', 'cookie', 'proxy-authorization']);

/**
 * Sends a request and follows redirects by hand: credentials go to no other origin, https never becomes http, and the transport
 * learns which server named each URL. Throws {@link InsecureRedirectError}.
 */
export async function sendFollowingRedirects(
  transport: HttpTransport,
  request: HttpRequest,
  onEvent: EventSink,
): Promise<FinalResponse> {
  const redirectHosts: string[] = [];
  let current = request;
  for (let count = 0; count <= MAX_REDIRECTS; count += 1) {
    const response = await sendWithoutRedirects(transport, current, onEvent);
    const { url } = current;
    const location = response.headers.get('location');
    if (!REDIRECTS.has(response.status) || location === undefined) {
      return { ...response, redirectHosts };
    }
    response.discard();
    const target = URL.parse(location, url.href);
    if (target === null || !/^https?:$/.test(target.protocol)) {
      throw new RegistryResponseError(
        `${url.host} redirects to something that is not a web address`,
        {
          status: response.status,
          hint: 'Check the address of the server, or ask another one with --registry.',
        },
      );
    }
    refuseInsecure(url, target);
    if (target.host !== url.host) redirectHosts.push(target.host);
    current = { ...current, url: target, namedBy: url, headers: headersFor(target, current) };
  }
  throw new RegistryResponseError(
    `${request.url.host} redirects more than ${MAX_REDIRECTS} times`,
    {
      hint: 'If this network has a login page, log in with a browser; otherwise the server is misconfigured.',
    },
  );
}

/** Sends a request whose body must go nowhere else; a redirect is returned as it is. */
export async function sendWithoutRedirects(
  transport: HttpTransport,
  request: HttpRequest,
  onEvent: EventSink,
): Promise<FinalResponse> {
  const { method, url } = request;
  const response = await transport.send(request);
  onEvent({ type: 'request', method, url: redactUrl(url), status: response.status });
  return { ...response, url, redirectHosts: [] };
}

function headersFor(target: URL, { url, headers }: HttpRequest): HttpRequest['headers'] {
  if (target.origin === url.origin) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !CREDENTIALS.has(name)));
}

/** Refuses a redirect from https to http. Throws {@link InsecureRedirectError}. */
export function refuseInsecure(from: URL, to: URL): void {
  if (from.protocol === 'https:' && to.protocol === 'http:') {
    throw new InsecureRedirectError(`${from.host} redirects from https to http, to ${to.host}`, {
      hint: 'Nothing was sent there. If this network has a login page, log in with a browser; or ask another mirror with --registry.',
    });
  }
}
