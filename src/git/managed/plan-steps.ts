/** One commit as a list of commits has it. */
export interface ListedCommit {
  readonly oid: string;
  /** The oid of its root folder. */
  readonly tree: string;
  /** When it was committed, in seconds since 1970. */
  readonly seconds: number;
  readonly parents: readonly string[];
}

/** A place at which a fetch may be parted: what comes before it is complete in itself. */
export interface Cut {
  /** How many commits come before it. */
  readonly commits: number;
  /** The commits from which all of those are reached, and no others. */
  readonly heads: readonly string[];
}

/**
 * Finds where a fetch of commits, listed parents first, may be parted: about every `spacing` commits, where few lines of
 * history are open. The last cut is the end. Whatever the shape of history, all ancestors of a cut's commits come
 * before that cut.
 */
export async function planCuts(
  commits: AsyncIterable<Pick<ListedCommit, 'oid' | 'parents'>>,
  { spacing, mostHeads }: { readonly spacing: number; readonly mostHeads: number },
): Promise<readonly Cut[]> {
  const cuts: Cut[] = [];
  const heads = new Set<string>();
  let count = 0;
  let last = 0;
  const cut = (): void => {
    cuts.push({ commits: count, heads: [...heads] });
    last = count;
  };
  for await (const { oid, parents } of commits) {
    for (const parent of parents) heads.delete(parent);
    heads.add(oid);
    count += 1;
    if (count - last >= spacing && heads.size <= mostHeads) cut();
  }
  if (count > last) cut();
  return cuts;
}

/** Gives the index of the farthest of some growing counts that is at most `most`; the first where all are above. */
export function farthest(counts: readonly number[], from: number, most: number): number {
  let index = from;
  while (index + 1 < counts.length && (counts[index + 1] ?? Infinity) <= most) index += 1;
  return index;
}

/** Gives how many to take in the next step, when `size` of them had so many objects and `wanted` are wanted. */
export function nextSize(size: number, objects: number | undefined, wanted: number): number {
  const factor = objects === undefined || objects === 0 ? 4 : wanted / objects;
  return Math.max(1, Math.round(size * Math.min(4, Math.max(0.25, factor))));
}
