import { NotFoundError, RegistryResponseError } from '../../core/errors.ts';
import { readBody } from '../../http/transport/body.ts';
import type { FinalResponse } from '../../http/redirect.ts';
import { DOCUMENT_BYTES } from '../../json/read-json.ts';
import { OCI_INDEX, parseContentType } from '../documents/media-type.ts';
import { nextPage } from '../next-page.ts';

/** More pages than any honest list has; each names thousands. */
const MAX_PAGES = 10;

/** The statuses of registries that predate these lists and do not know the path; a 404 may come as a web page. */
const UNKNOWN_PATH = new Set([400, 404, 405, 406, 501]);

/**
 * Reads the pages of a list of referrers, each an index, starting at the first. Returns undefined if the server has no such
 * lists: an older registry, or one that answers every path with a web page. Throws what `get` throws, and
 * `RegistryResponseError`.
 */
export async function readReferrerPages(
  first: URL,
  what: string,
  get: (page: URL) => Promise<FinalResponse>,
): Promise<readonly Uint8Array[] | undefined> {
  const pages: Uint8Array[] = [];
  for (let page: URL | undefined = first; page !== undefined;) {
    const response: FinalResponse | undefined = await orUnknown(get(page), pages.length === 0);
    if (response === undefined) return undefined;
    const type = parseContentType(response.headers.get('content-type'));
    if (type !== undefined && type !== OCI_INDEX && pages.length === 0) {
      response.discard();
      return undefined;
    }
    pages.push(await readBody(response, DOCUMENT_BYTES, what));
    page = nextPage(response, page, { what });
    if (page !== undefined && pages.length === MAX_PAGES) {
      throw new RegistryResponseError(`${what} does not end: more than ${MAX_PAGES} pages`);
    }
  }
  return pages;
}

async function orUnknown(
  asking: Promise<FinalResponse>,
  isFirst: boolean,
): Promise<FinalResponse | undefined> {
  try {
    return await asking;
  } catch (error) {
    const isUnknown =
      error instanceof NotFoundError ||
      (error instanceof RegistryResponseError && UNKNOWN_PATH.has(error.status ?? 0));
    if (isFirst && isUnknown) return undefined;
    throw error;
  }
}
