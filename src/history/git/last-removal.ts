import type { LogEntry } from '../../git/log-parser.ts';
import type { Repository } from '../../git/repository.ts';
import { findNameInPath, listCorePaths, listPathPatterns } from '../tap/formula-path.ts';
import type { GitSpot } from './git-change.ts';
import type { LayoutLog } from './layout-log.ts';

/** Which formulae to look for, and where. */
export interface RemovalRequest {
  readonly repository: Repository;
  /** The newest commit that counts; none of the names has a file there. */
  readonly from: string;
  readonly names: readonly string[];
  /** Whether the tap is laid out as homebrew-core: then git searches only its two paths, one log each, which is fastest. */
  readonly isSharded: boolean;
  /** The log of a walk, which may already be at that commit. */
  readonly log: LayoutLog;
  readonly signal?: AbortSignal | undefined;
}

interface Removal extends GitSpot {
  readonly date: string;
}

/**
 * Finds the newest commit that removed a formula with one of these names, and returns the path that ends there. Reads history
 * to the end if there is none.
 */
export async function findLastRemoval(request: RemovalRequest): Promise<GitSpot | undefined> {
  const { repository, from, names, isSharded, log, signal } = request;
  if (names.length === 0) return undefined;
  if (!isSharded) {
    const globs = names.flatMap(listPathPatterns);
    return findFirst(names, repository.log({ from, globs, signal }));
  }
  const removals: Removal[] = [];
  for (const name of names) {
    const rest = log.rest(name, from);
    const logs =
      rest === undefined
        ? listCorePaths(name).map((file) => repository.log({ from, file, signal }))
        : [rest];
    const found = await Promise.all(logs.map((each) => findFirst(names, each)));
    removals.push(...found.filter((each) => each !== undefined));
  }
  return removals.toSorted((a, b) => Date.parse(b.date) - Date.parse(a.date))[0];
}

async function findFirst(
  names: readonly string[],
  log: AsyncIterable<LogEntry>,
): Promise<Removal | undefined> {
  for await (const { commit, changes } of log) {
    const removal = changes.find(
      ({ path, newOid }) => newOid === undefined && names.includes(findNameInPath(path) ?? ''),
    );
    if (removal !== undefined) {
      const { path } = removal;
      const name = findNameInPath(path) ?? path;
      return { path, name, from: commit.oid, oid: undefined, date: commit.date };
    }
  }
  return undefined;
}
