import type { Repository } from '../../git/repository.ts';
import { findNameInPath } from '../tap/formula-path.ts';
import { type FormulaFile, listTapFiles } from '../tap/tap-files.ts';
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
  const [before, after] = await Promise.all([
    listTapFiles(repository, from),
    listTapFiles(repository, added.commit),
  ]);
  const name = findNameInPath(added.path) ?? '';
  const same = before.formulae.get(name);
  if (same !== undefined) return toSegment(same, from);
  const old = identity.oldNames.find(
    (each) => before.formulae.has(each) && !after.formulae.has(each),
  );
  if (old !== undefined) {
    const file = before.formulae.get(old);
    if (file !== undefined) return toSegment(file, from);
  }
  const moved = await findMoved(repository, added, identity, signal);
  const file = [...before.formulae.values()].find(({ path }) => path === moved);
  return file === undefined ? undefined : toSegment(file, from);
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
