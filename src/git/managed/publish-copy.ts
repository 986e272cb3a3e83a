import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { COPIED_FROM } from '../queries.ts';
import type { CopyFolder } from './copy-folder.ts';
import { BRANCH, removeWork, type Copy } from './copy.ts';
import { linesOf, type FetchedPart } from './fetch-part.ts';
import { HAVE } from './fetch-whole.ts';

/** Set in a copy that was cut off on request. */
const CUT_OFF = 'brewpull.cutOff';
/** The moment the copy's history begins, in milliseconds since 1970. */
const SINCE = 'brewpull.since';

/** What was fetched, and what there was before. */
interface NewState extends FetchedPart {
  readonly previousHead: string | undefined;
  /** The moment history begins if it is cut off, in milliseconds since 1970. */
  readonly sinceMs: number | undefined;
}

/**
 * Shows what was fetched, and returns how many commits are new. Whenever someone reads the copy, and wherever this is killed,
 * the branch names commits that are there: a cut is written before the branch moves past it, and an old cut is removed after.
 */
export async function publishCopy(
  copy: Copy,
  { head, cut, previousHead, sinceMs = 0 }: NewState,
): Promise<number> {
  const { shown, work } = copy;
  // Before any of it is visible.
  await shown.run(['config', COPIED_FROM, copy.request.remote.url]);
  const range = previousHead === undefined ? head : `${previousHead}..${head}`;
  const count = async (): Promise<number> =>
    Number((await shown.run(['rev-list', '--count', range])).trim());
  if (cut.length > 0) {
    const oldCut = previousHead === undefined ? [] : await shown.readCut();
    await writeCut(shown, [...new Set([...oldCut, ...cut])]);
    await shown.run(['config', CUT_OFF, 'true']);
    await shown.run(['update-ref', BRANCH, head]);
    const newCommits = await count();
    await writeCut(shown, cut);
    // Last, because readers of it trust that the copy reaches that far.
    await shown.run(['config', SINCE, String(sinceMs)]);
    if ((await work.run(['for-each-ref', HAVE])) === '') await tidy(shown);
    return newCommits;
  }
  const graph = ['commit-graph', 'write', '--reachable', '--changed-paths', '--split'];
  await work.run([...graph, '--progress']);
  await shown.run(['update-ref', BRANCH, head]);
  await rm(join(shown.path, 'shallow'), { force: true });
  const newCommits = await count();
  await removeWork(copy);
  await tidy(shown);
  return newCommits;
}

/** Runs git's gc. Call it only if no step of an unfinished fetch is kept: the shown repository has no reference to those. */
async function tidy(shown: CopyFolder): Promise<void> {
  await shown.run(['-c', 'gc.auto=6700', '-c', 'gc.autoDetach=false', 'gc', '--auto', '--quiet']);
}

/** Returns the moment the history of a cut-off copy begins, in milliseconds; undefined if it does not say. */
export async function readSince({ shown }: Copy): Promise<number | undefined> {
  const said = await shown.run(['config', '--default', '', '--get', SINCE]);
  return said.trim() === '' ? undefined : Number(said);
}

/** https://git-scm.com/docs/shallow: one oid per line. */
async function writeCut({ path }: CopyFolder, cut: readonly string[]): Promise<void> {
  const incoming = join(path, 'brewpull/shallow');
  await writeFile(incoming, linesOf(cut));
  await rename(incoming, join(path, 'shallow'));
}
