import type { LogEntry } from '../../src/git/log-parser.ts';
import type { Repository } from '../../src/git/repository.ts';
import { isAliasPath, isFormulaPath } from './judge-file.ts';

/** A file of a mirror. */
export interface MirrorFile {
  readonly oid: string;
  /** Octal. */
  readonly mode: string;
}

/** What one commit of a mirror did to the paths that count. */
export interface MirrorCommit {
  readonly oid: string;
  /** ISO 8601. */
  readonly date: string;
  /** Undefined if a file was deleted. */
  readonly changes: ReadonlyMap<string, MirrorFile | undefined>;
}

/** Reads the history of a mirror's formulae and aliases, oldest commit first; casks and everything else are left out. */
export async function readMirror(repository: Repository): Promise<readonly MirrorCommit[]> {
  const head = await repository.findCommit('HEAD');
  if (head === undefined) throw new Error(`${repository.path} has no commit`);
  const commits: MirrorCommit[] = [];
  for await (const entry of repository.log({ from: head, firstParent: true })) {
    commits.push(toCommit(entry));
  }
  return commits.toReversed();
}

function toCommit({ commit: { oid, date }, changes }: LogEntry): MirrorCommit {
  const kept = new Map<string, MirrorFile | undefined>();
  for (const { path, newOid, newMode } of changes) {
    if (!isFormulaPath(path) && !isAliasPath(path)) continue;
    kept.set(path, newOid === undefined ? undefined : { oid: newOid, mode: newMode });
  }
  return { oid, date, changes: kept };
}
