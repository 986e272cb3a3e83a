import type { Repository } from '../../git/repository.ts';
import type { TapNaming } from '../tap/tap-names.ts';

/** Lines that must be alike for a file to count as another one's new name; formulae resemble each other. */
const LIKENESS_PERCENT = 75;

/** Tells whether only files with the same content count as moved: comparing contents needs files that a partial clone may lack. */
export function isMoveExact(repository: Repository, { hasRenames }: TapNaming): boolean {
  // A tap that lists its renames has no others.
  return hasRenames || repository.isPartial;
}

/** Lists the files that a commit moved to another name, as git finds them. */
export function listMoves(
  repository: Repository,
  names: TapNaming,
  at: { readonly commit: string; readonly signal?: AbortSignal | undefined },
): ReturnType<Repository['listRenames']> {
  const similarityPercent = isMoveExact(repository, names) ? 100 : LIKENESS_PERCENT;
  return repository.listRenames({ ...at, similarityPercent });
}
