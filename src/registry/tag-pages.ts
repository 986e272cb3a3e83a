import { RegistryResponseError } from '../core/errors.ts';
import { readBody } from '../http/body.ts';
import { parseNextLink } from '../http/link.ts';
import type { FinalResponse } from '../http/redirect.ts';
import { parseTagsPage } from './documents/schema-replies.ts';

const PAGE_BYTES = 4 * 1024 * 1024;
const MAX_PAGES = 10_000;
const MAX_TAGS = 1_000_000;

/**
 * Reads a list of tags from its first page on, in the order served and each once. The links to further pages are followed
 * as they are, for ghcr.io writes `n=0` into them and does not mean it. Throws `RegistryResponseError` when they lead to
 * another host, round in a circle, or to no end.
 */
export async function readTagPages(
  first: URL,
  what: string,
  get: (page: URL) => Promise<FinalResponse>,
): Promise<readonly string[]> {
  const tags = new Set<string>();
  const visited = new Set<string>();
  for (let page: URL | undefined = first; page !== undefined;) {
    if (visited.has(page.href) || visited.size >= MAX_PAGES || tags.size > MAX_TAGS) {
      throw new RegistryResponseError(`${what} do not come to an end`, undefined);
    }
    visited.add(page.href);
    const response = await get(page);
    const bytes = await readBody(response, PAGE_BYTES, what);
    for (const tag of parseTagsPage(bytes, what).tags) tags.add(tag);
    page = nextPage(response, page, what);
  }
  return [...tags];
}

function nextPage({ headers }: FinalResponse, page: URL, what: string): URL | undefined {
  const link = parseNextLink(headers.get('link'), page);
  if (link === undefined) return undefined;
  if (link === 'unreadable') {
    throw new RegistryResponseError(
      `${what} may have more pages: the Link header of ${page.host} cannot be read`,
      undefined,
      { hint: 'Ask the history instead: --history git.' },
    );
  }
  // Behind a proxy that ends TLS, a registry believes itself to be on http.
  if (link.protocol === 'http:' && link.host === page.host) link.protocol = page.protocol;
  // Another host would be sent requests, and a token, by whoever controls this one.
  if (link.origin === page.origin) return link;
  throw new RegistryResponseError(`${what} go on at another host, ${link.host}`, undefined);
}
