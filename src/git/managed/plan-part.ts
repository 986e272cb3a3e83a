import type { ListedCommit } from './plan-steps.ts';

/** A part of history that is whole in itself once its cut is said to have no parents. */
export interface Part {
  /** The commits with all they need; parents first. */
  readonly commits: readonly Pick<ListedCommit, 'oid' | 'tree'>[];
  /** The parents of those that are not among them. They come too, with their files; what is older does not. */
  readonly cut: readonly string[];
}

/**
 * Chooses the commits since a moment out of all of them, listed parents first: those from then, and the descendants
 * of those, whatever their own clocks said. So every commit between two chosen ones is chosen, and a merge is never left
 * with a parent that was not sent. The newest one, `head`, is always chosen.
 */
export async function planPart(
  commits: AsyncIterable<ListedCommit>,
  { head, sinceSeconds }: { readonly head: string; readonly sinceSeconds: number },
): Promise<Part> {
  const chosen = new Set<string>();
  const kept: Pick<ListedCommit, 'oid' | 'tree'>[] = [];
  const cut = new Set<string>();
  for await (const { oid, tree, seconds, parents } of commits) {
    const isNew = seconds >= sinceSeconds || oid === head;
    if (!isNew && !parents.some((parent) => chosen.has(parent))) continue;
    chosen.add(oid);
    kept.push({ oid, tree });
    for (const parent of parents) if (!chosen.has(parent)) cut.add(parent);
  }
  return { commits: kept, cut: [...cut] };
}
