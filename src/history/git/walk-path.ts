import type { LogEntry } from '../../git/log-parser.ts';
import type { GitChange } from './git-change.ts';

/** A path, from one commit back to where the path began. */
export interface PathStretch {
  readonly path: string;
  /** The file's oid at the newest commit that may belong to it; undefined when the file is gone there. */
  readonly oid: string | undefined;
  /** Whether to continue past the commit that added the path, to what it was before an earlier removal. */
  readonly isWhole?: boolean;
}

/** One change of one path. */
export type WalkedChange = Pick<GitChange, 'commit' | 'before' | 'after' | 'newMode'>;

/**
 * Lists the changes of one path, from commits that git gives newest first, usually up to the one that added it. If a merge made
 * changes of its own, git lists the commits of all its parents; a change whose result is not what the next newer change began
 * with is not on the first parents' line and is left out.
 */
export async function* walkPath(
  log: AsyncIterable<LogEntry>,
  { path, oid, isWhole = false }: PathStretch,
): AsyncGenerator<WalkedChange, void, undefined> {
  let expected = oid;
  for await (const { commit, changes } of log) {
    const change = changes.find((each) => each.path === path);
    if (change === undefined || change.newOid !== expected) continue;
    const { oldOid: before, newOid: after, newMode } = change;
    yield { commit, before, after, newMode };
    expected = before;
    if (expected === undefined && !isWhole) return;
  }
}
