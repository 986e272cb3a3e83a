import pMap, { pMapIterable } from 'p-map';

/**
 * Runs work over a list, a few items at a time; results are in the order of the list. The first failure aborts the signal given
 * to the work, and is thrown once everything that was started has ended, so that nothing is written afterwards.
 */
export async function inParallel<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item, index: number, signal: AbortSignal) => Promise<Result>,
  { concurrency, signal }: { readonly concurrency: number; readonly signal: AbortSignal },
): Promise<Result[]> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const begun = new Set<Promise<Result>>();
  try {
    return await pMap<Item, Result>(
      items,
      async (item, index) => {
        const task = work(item, index, either);
        begun.add(task);
        try {
          return await task;
        } finally {
          begun.delete(task);
        }
      },
      { concurrency, signal: either },
    );
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(begun);
    throw error;
  }
}

/**
 * Runs work over a stream of items, a few at a time, and yields results as they complete, in no order: one step of a pipeline.
 * Items are requested only when there is room. The first failure ends it.
 */
export function asTheyCome<Item, Result>(
  items: AsyncIterable<Item>,
  work: (item: Item) => Promise<Result>,
  concurrency: number,
): AsyncIterable<Result> {
  const options = { concurrency, backpressure: concurrency, preserveOrder: false };
  return pMapIterable<Item, Result>(items, work, options);
}
