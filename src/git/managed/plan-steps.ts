/** One entry of a list of commits. */
export interface ListedCommit {
  readonly oid: string;
  /** The oid of its root tree. */
  readonly tree: string;
  /** When it was committed, in seconds since 1970. */
  readonly seconds: number;
  readonly parents: readonly string[];
}

/** A place at which a fetch may be split: what comes before it is complete in itself. */
export interface Cut {
  /** How many commits come before it. */
  readonly commits: number;
  /** The commits from which all of those, and no others, can be reached. */
  readonly heads: readonly string[];
}

/**
 * Finds where a fetch of commits, listed parents first, may be split: about every `spacing` commits, at places with few open
 * lines of history. The last cut is the end. Whatever the shape of history, all ancestors of a cut's commits come before that
 * cut.
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

/** Returns the index of the last of some growing counts, starting at `from`, that is at most `most`; `from` if all are above. */
export function farthest(counts: readonly number[], from: number, most: number): number {
  let index = from;
  while (index + 1 < counts.length && (counts[index + 1] ?? Infinity) <= most) index += 1;
  return index;
}

/** Returns how many to take in the next step, after `size` of them had `objects` objects and `wanted` are wanted. */
export function nextSize(size: number, objects: number | undefined, wanted: number): number {
  const factor = objects === undefined || objects === 0 ? 4 : wanted / objects;
  return Math.max(1, Math.round(size * Math.min(4, Math.max(0.25, factor))));
}
