import { RegistryResponseError } from '../core/errors.ts';
import type { HttpResponse } from './transport/exchange.ts';

/** A hint for answers that are a web page: a network with a login page answers for every server. */
export const PAGE_HINT =
  'A proxy or a login page may be answering instead; check with a browser, or use --proxy.';

/** Returns whether an answer is a web page. */
export function isPage({ headers }: Pick<HttpResponse, 'headers'>): boolean {
  return /^\s*(?:text\/html|application\/xhtml)/i.test(headers.get('content-type') ?? '');
}

/** Throws if `host` answered with a web page instead of `what`; discards the body. */
export function refusePageFrom(host: string, response: HttpResponse, what: string): void {
  if (!isPage(response)) return;
  response.discard();
  const { status } = response;
  throw new RegistryResponseError(`${what} was answered with a web page by ${host}`, {
    status,
    hint: PAGE_HINT,
  });
}
