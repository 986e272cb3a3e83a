import { RegistryResponseError } from '../core/errors.ts';
import type { HttpResponse } from './transport/exchange.ts';

/** What to do where a page for people came, as networks with a login answer for every server. */
export const PAGE_HINT =
  'A proxy or a login page may answer in its place; check with a browser, or use --proxy.';

/** Tells whether an answer is a page for people. */
export function isPage({ headers }: Pick<HttpResponse, 'headers'>): boolean {
  return /^\s*(?:text\/html|application\/xhtml)/i.test(headers.get('content-type') ?? '');
}

/** Throws when a page for people came in place of what was asked, `what`, from `host`; gives up its body. */
export function refusePageFrom(host: string, response: HttpResponse, what: string): void {
  if (!isPage(response)) return;
  response.discard();
  const { status } = response;
  throw new RegistryResponseError(`${what} was answered with a web page by ${host}`, {
    status,
    hint: PAGE_HINT,
  });
}
