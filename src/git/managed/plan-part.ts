import type { ListedCommit } from './plan-steps.ts';

/** A part of history that is complete in itself once its cut is declared to have no parents. */
export interface Part {
  /** The commits that come with everything they need, parents first. */
  readonly commits: readonly Pick<ListedCommit, 'oid' | 'tree'>[];
  /** Their parents that are not among them. These come too, with their files; nothing older does. */
  readonly cut: readonly string[];
}

/**
 * Chooses the commits since a moment from all of them, listed parents first: those since then, and their descendants, whatever
 * their own clocks said. So every commit between two chosen ones is chosen, and a merge never has a parent that was not sent.
 * The newest one, `head`, is always chosen.
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
