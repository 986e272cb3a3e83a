import { RegistryResponseError } from '../core/errors.ts';
import { DOCUMENT_BYTES } from '../json/read-json.ts';
import { readBody } from '../http/transport/body.ts';
import type { FinalResponse } from '../http/redirect.ts';
import { parseTagsPage } from './documents/replies-schema.ts';
import { nextPage } from './next-page.ts';

/** With ghcr.io's 100 tags a page, this is as many as the limit on tags. */
const MAX_PAGES = 1000;
const MAX_TAGS = 100_000;

/**
 * Reads a list of tags from its first page on, in the order served and each once. Follows the links to further pages as written,
 * because ghcr.io puts `n=0` into them without meaning it. Throws `RegistryResponseError` if they lead to another host, in a
 * circle, or beyond 1,000 pages or 100,000 tags, or if they cannot be read.
 */
export async function readTagPages(
  first: URL,
  what: string,
  get: (page: URL) => Promise<FinalResponse>,
): Promise<readonly string[]> {
  const tags = new Set<string>();
  const visited = new Set<string>();
  for (let page: URL | undefined = first; page !== undefined;) {
    if (visited.has(page.href)) throw circle(what);
    if (visited.size >= MAX_PAGES) throw tooMany(what, `${inWords(MAX_PAGES)} pages`);
    visited.add(page.href);
    const response = await get(page);
    const bytes = await readBody(response, DOCUMENT_BYTES, what);
    const found = parseTagsPage(bytes, `a page of ${what}`);
    const known = tags.size;
    for (const tag of found.tags) tags.add(tag);
    if (tags.size > MAX_TAGS) throw tooMany(what, inWords(MAX_TAGS));
    page = nextPage(response, page, { what, hint: 'Use the git history instead: --history git.' });
    // A page may contain nothing that can be a tag and still be progress.
    const isStep = tags.size > known || found.rejected.length > 0;
    if (page !== undefined && !isStep) throw circle(what);
  }
  return [...tags];
}

function circle(what: string): RegistryResponseError {
  return new RegistryResponseError(
    `${what} never end: one page leads to another and adds nothing new`,
  );
}

function tooMany(what: string, limit: string): RegistryResponseError {
  return new RegistryResponseError(`${what} never end: there are more than ${limit}`);
}

function inWords(count: number): string {
  return count.toLocaleString('en');
}
