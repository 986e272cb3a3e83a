import pMap from 'p-map';

/** Runs work over a list, a few at a time; results are in the order of the list, and the first failure is thrown. */
export function inParallel<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item, index: number) => Promise<Result>,
  { concurrency, signal }: { readonly concurrency: number; readonly signal: AbortSignal },
): Promise<Result[]> {
  return pMap<Item, Result>(items, work, { concurrency, signal });
}

/**
 * As {@link inParallel}, for parts of one thing: the first failure aborts the others, and is thrown when all have stopped, so
 * that nothing goes on behind the caller's back.
 */
export async function allInParallel<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item, index: number, signal: AbortSignal) => Promise<Result>,
  { concurrency, signal }: { readonly concurrency: number; readonly signal: AbortSignal },
): Promise<Result[]> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const begun: Promise<Result>[] = [];
  const begin = (item: Item, index: number): Promise<Result> => {
    const part = work(item, index, either);
    begun.push(part);
    return part;
  };
  try {
    return await pMap<Item, Result>(items, begin, { concurrency, signal });
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled(begun);
    throw error;
  }
}
