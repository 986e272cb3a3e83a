import type { Repository } from '../../git/repository.ts';
import { findNameInPath } from '../tap/formula-path.ts';
import { type FormulaFile, readTapFiles } from '../tap/tap-files.ts';
import type { Segment } from './segment.ts';

/** What is known of a formula besides the file a commit added. */
export interface Identity {
  /** Every older name the tap's list of renames gives. */
  readonly oldNames: readonly string[];
  /** Whether the tap keeps such a list: then a rename that it does not name is none. */
  readonly hasRenames: boolean;
}

/** Lines that must be alike for a file to count as another one's new name; formulae resemble each other. */
const LIKENESS_PERCENT = 75;

/**
 * Finds where a formula was before the commit that added its file: in another layout of the tap, under an older name, or
 * moved with its content. Undefined when the commit truly added it.
 */
export async function findPredecessor(
  repository: Repository,
  added: { readonly path: string; readonly commit: string },
  identity: Identity,
  signal: AbortSignal | undefined,
): Promise<Segment | undefined> {
  const from = await repository.findCommit(`${added.commit}^1`);
  if (from === undefined) return undefined;
  const before = await readTapFiles(repository, from);
  const same = await before.find(findNameInPath(added.path) ?? '');
  if (same !== undefined) return toSegment(same, from);
  if (identity.oldNames.length > 0) {
    const after = await readTapFiles(repository, added.commit);
    for (const name of identity.oldNames) {
      const old = await before.find(name);
      const stays = old !== undefined && (await after.find(name)) !== undefined;
      if (old !== undefined && !stays) return toSegment(old, from);
    }
  }
  const moved = await findMoved(repository, added, identity, signal);
  const file = moved === undefined ? undefined : await before.find(findNameInPath(moved) ?? '');
  return file?.path === moved && file !== undefined ? toSegment(file, from) : undefined;
}

async function findMoved(
  repository: Repository,
  { path, commit }: { readonly path: string; readonly commit: string },
  { hasRenames }: Identity,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  // Comparing contents needs files that a partial clone may lack.
  const isExact = hasRenames || repository.isPartial;
  const similarityPercent = isExact ? 100 : LIKENESS_PERCENT;
  const renames = await repository.listRenames({ commit, similarityPercent, signal });
  return renames.find(({ to }) => to === path)?.from;
}

function toSegment({ path, blob }: FormulaFile, from: string): Segment {
  return { path, from, blob };
}
