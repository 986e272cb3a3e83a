import pMap from 'p-map';

/** Runs work over a list, a few at a time; results are in the order of the list, and the first failure is thrown. */
export function inParallel<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item, index: number) => Promise<Result>,
  { concurrency, signal }: { readonly concurrency: number; readonly signal: AbortSignal },
): Promise<Result[]> {
  return pMap<Item, Result>(items, work, { concurrency, signal });
}
