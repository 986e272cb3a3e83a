import { refusePageFrom } from '../../http/web-page.ts';
import {
  InsecureRedirectError,
  NetworkError,
  RateLimitedError,
  RegistryResponseError,
  UnauthorizedError,
} from '../../core/errors.ts';
import { readBody } from '../../http/transport/body.ts';
import type { HttpResponse, HttpTransport } from '../../http/transport/exchange.ts';

/** What requests to GitHub need. */
export interface GithubContext {
  readonly transport: HttpTransport;
  /** `https://api.github.com`, or a mirror of it. */
  readonly apiBase: URL;
  /** Undefined to ask anonymously; GitHub then answers 60 requests an hour. */
  readonly token: string | undefined;
  readonly userAgent: string;
  readonly signal: AbortSignal | undefined;
}

/** An answer, read in full. */
export interface GithubReply {
  readonly url: URL;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

const LIMIT_BYTES = 8 * 1024 * 1024;
const REDIRECTS = 5;

/**
 * Gets one document of at most 8 MiB. The token goes only to the API's own origin, and https never becomes http. Returns
 * undefined for 404. Throws `RateLimitedError`, `UnauthorizedError`, `RegistryResponseError`, `InsecureRedirectError`,
 * `NetworkError` after too many redirects, and what the transport throws.
 */
export async function getFromGithub(
  context: GithubContext,
  first: URL,
  what: string,
): Promise<GithubReply | undefined> {
  let url = first;
  let namedBy = context.apiBase;
  for (let hop = 0; hop <= REDIRECTS; hop += 1) {
    refuseInsecure(context.apiBase, url, what);
    const response = await context.transport.send({
      method: 'GET',
      url,
      headers: headersFor(context, url),
      signal: context.signal,
      namedBy,
    });
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== undefined) {
      response.discard();
      namedBy = url;
      url = parseLocation(location, url, what);
      continue;
    }
    if (response.status !== 404) refusePageFrom(url.host, response, what);
    if (response.status === 200) {
      return { url, headers: response.headers, body: await readBody(response, LIMIT_BYTES, what) };
    }
    response.discard();
    if (response.status === 404) return undefined;
    throw refusal(response, what, context.token !== undefined);
  }
  throw new NetworkError(`${what}: more than ${REDIRECTS} redirects`);
}

function headersFor(
  { apiBase, token, userAgent }: GithubContext,
  url: URL,
): Record<string, string> {
  const general = { accept: 'application/vnd.github+json', 'user-agent': userAgent };
  if (url.origin !== apiBase.origin) return general;
  const versioned = { ...general, 'x-github-api-version': '2022-11-28' };
  return token === undefined ? versioned : { ...versioned, authorization: `Bearer ${token}` };
}

function refuseInsecure(apiBase: URL, url: URL, what: string): void {
  const isKept =
    url.protocol === 'https:' || (url.protocol === 'http:' && url.protocol === apiBase.protocol);
  if (isKept) return;
  throw new InsecureRedirectError(`${what}: ${apiBase.host} leads away from https, to ${url.host}`);
}

function parseLocation(location: string, from: URL, what: string): URL {
  const url = URL.parse(location, from.href);
  if (url !== null) return url;
  throw new RegistryResponseError(
    `${what}: ${from.host} redirects to something that is not an address`,
  );
}

function refusal({ status, headers }: HttpResponse, what: string, hasToken: boolean): Error {
  const isLimited = headers.get('x-ratelimit-remaining') === '0' || headers.has('retry-after');
  if (status === 429 || (status === 403 && isLimited)) {
    const seconds = Number(headers.get('retry-after') ?? Number.NaN);
    return new RateLimitedError(
      `${what}: GitHub answers no more requests from here for now`,
      Number.isFinite(seconds) ? seconds * 1000 : undefined,
      { hint: hasToken ? 'Try again later.' : 'Set GITHUB_TOKEN, or try again in an hour.' },
    );
  }
  if (status === 401 || status === 403) {
    return new UnauthorizedError(`${what}: GitHub refuses the request (${status})`, {
      hint: hasToken ? 'Check the token, or unset it: none is needed.' : undefined,
    });
  }
  return new RegistryResponseError(`${what}: the server answered ${status}`, { status });
}
