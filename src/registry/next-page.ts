import { RegistryResponseError } from '../core/errors.ts';
import { parseNextLink } from '../http/link.ts';
import type { FinalResponse } from '../http/redirect.ts';

/**
 * Returns the next page of a list, or undefined after the last. Throws `RegistryResponseError` for a link that cannot be read or
 * leads to another host. `what` names the list; `hint` is advice for a list that may have more pages.
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
  // Behind a proxy that terminates TLS, a registry believes it is on http.
  if (link.protocol === 'http:' && link.host === page.host) link.protocol = page.protocol;
  // Otherwise this host could send requests, and a token, to another one.
  if (link.origin === page.origin) return link;
  throw new RegistryResponseError(`${what} continue at another host, ${link.host}`);
}
