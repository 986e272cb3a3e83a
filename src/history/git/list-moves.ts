import type { Repository } from '../../git/repository.ts';
import type { TapNaming } from '../tap/tap-names.ts';

/** How similar a file must be to count as another one renamed; formulae resemble each other anyway. */
const LIKENESS_PERCENT = 75;

/** Checks whether only identical files count as moved: comparing content needs files that a partial clone may lack. */
export function isMoveExact(repository: Repository, { hasRenames }: TapNaming): boolean {
  // A tap that lists its renames has no others.
  return hasRenames || repository.isPartial;
}

/** Lists the files that a commit moved to another name, as git detects them. */
export function listMoves(
  repository: Repository,
  names: TapNaming,
  at: { readonly commit: string; readonly signal?: AbortSignal | undefined },
): ReturnType<Repository['listRenames']> {
  const similarityPercent = isMoveExact(repository, names) ? 100 : LIKENESS_PERCENT;
  return repository.listRenames({ ...at, similarityPercent });
}
