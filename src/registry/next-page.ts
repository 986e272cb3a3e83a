import { RegistryResponseError } from '../core/errors.ts';
import { parseNextLink } from '../http/link.ts';
import type { FinalResponse } from '../http/redirect.ts';

/**
 * Gives the page after one of a list; undefined after the last. Throws `RegistryResponseError` for a link that cannot be read, or that
 * leads to another host. `what` names the list; `hint` says what to do where it may have more pages.
 */
export function nextPage(
  { headers }: FinalResponse,
  page: URL,
  { what, hint }: { readonly what: string; readonly hint?: string },
): URL | undefined {
  const link = parseNextLink(headers.get('link'), page);
  if (link === undefined) return undefined;
  if (link === 'unreadable') {
    throw new RegistryResponseError(
      `${what} may have more pages: the Link header of ${page.host} cannot be read`,
      { hint },
    );
  }
  // Behind a proxy that ends TLS, a registry believes itself to be on http.
  if (link.protocol === 'http:' && link.host === page.host) link.protocol = page.protocol;
  // Whoever controls this host could otherwise make another one get requests, and a token.
  if (link.origin === page.origin) return link;
  throw new RegistryResponseError(`${what} continue at another host, ${link.host}`);
}
