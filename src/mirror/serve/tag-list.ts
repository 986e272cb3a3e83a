import { parseTagsPage } from '../../registry/documents/replies-schema.ts';

/** A part of a list of tags. */
export interface TagListPage {
  readonly bytes: Uint8Array;
  /** Where the next part is, as a path; undefined at the end. */
  readonly next: string | undefined;
}

/** Writes the whole list of a repository's tags. */
export function formatTagList(name: string, tags: Iterable<string>): Uint8Array {
  return Buffer.from(JSON.stringify({ name, tags: [...tags].toSorted(compareTags) }));
}

/**
 * Cuts from a whole list what `n` and `last` ask for
 * (https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-tags): at most `n` tags, those after
 * `last`, whether that is one of them or not. Gives undefined for an `n` that is no number.
 */
export function pageTagList(
  whole: Uint8Array,
  { path, query }: { readonly path: string; readonly query: URLSearchParams },
): TagListPage | undefined {
  const [n, last] = [query.get('n'), query.get('last')];
  if (n !== null && !/^\d{1,15}$/.test(n)) return undefined;
  const name = path.replace(/^\/v2\//, '').replace(/\/tags\/list$/, '');
  const tags = parseTagsPage(whole, path).tags.toSorted(compareTags);
  const rest = last === null ? tags : tags.filter((tag) => compareTags(tag, last) > 0);
  const page = n === null ? rest : rest.slice(0, Number(n));
  const end = page.at(-1);
  // Nothing follows a page of none, which the specification asks for.
  const hasMore = end !== undefined && page.length < rest.length;
  return {
    bytes: Buffer.from(JSON.stringify({ name, tags: page })),
    next: hasMore ? `${path}?n=${n}&last=${encodeURIComponent(end)}` : undefined,
  };
}

/** The order of the specification: without regard to case, which decides only between tags that are otherwise equal. */
function compareTags(one: string, other: string): number {
  const [lowerOne, lowerOther] = [one.toLowerCase(), other.toLowerCase()];
  if (lowerOne !== lowerOther) return lowerOne < lowerOther ? -1 : 1;
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
