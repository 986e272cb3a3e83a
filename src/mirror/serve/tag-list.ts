import { parseTagsPage } from '../../registry/documents/replies-schema.ts';

/** A page of a list of tags. */
export interface TagListPage {
  readonly bytes: Uint8Array;
  /** The path of the next page; undefined at the end. */
  readonly next: string | undefined;
}

/** Writes the whole list of a repository's tags. */
export function formatTagList(name: string, tags: Iterable<string>): Uint8Array {
  return Buffer.from(JSON.stringify({ name, tags: [...tags].toSorted(compareTags) }));
}

/**
 * Cuts what `n` and `last` ask for out of a whole list
 * (https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-tags): at most `n` tags, those after `last`,
 * whether or not that is one of them. Returns undefined if `n` is not a number.
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
  // Nothing follows an empty page, as the specification demands.
  const hasMore = end !== undefined && page.length < rest.length;
  return {
    bytes: Buffer.from(JSON.stringify({ name, tags: page })),
    next: hasMore ? `${path}?n=${n}&last=${encodeURIComponent(end)}` : undefined,
  };
}

/** Compares tags in the order of the specification: ignoring case, which only decides between otherwise equal tags. */
function compareTags(one: string, other: string): number {
  const [lowerOne, lowerOther] = [one.toLowerCase(), other.toLowerCase()];
  if (lowerOne !== lowerOther) return lowerOne < lowerOther ? -1 : 1;
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
