import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { BRANCH, readCut, removeWork, type CopyFolder, type CopyFolders } from './copy-folders.ts';
import type { CopyRequest } from './copy-request.ts';
import type { FetchedPart } from './fetch-part.ts';
import { HAVE } from './fetch-whole.ts';
import { runGit } from './network/run-git.ts';

/** Set in a copy that was cut off because that was asked for. */
const CUT_OFF = 'brewpull.cutOff';
/** Since when, in milliseconds. */
const SINCE = 'brewpull.since';

/**
 * Shows what was fetched, and gives how many commits of the main line are new. Whatever moment a reader comes at, and
 * wherever this is killed, the branch names commits that are there: a cut is said before the branch moves behind it, and
 * an old cut is forgotten after.
 */
export async function publishCopy(
  folders: CopyFolders,
  request: CopyRequest,
  { head, cut, previousHead }: FetchedPart & { readonly previousHead: string | undefined },
): Promise<number> {
  const { shown, work } = folders;
  const git = (...args: string[]): Promise<string> => runGit(shown.own, args, request);
  const range = previousHead === undefined ? head : `${previousHead}..${head}`;
  const count = async (): Promise<number> =>
    Number((await git('rev-list', '--count', '--first-parent', range)).trim());
  if (cut.length > 0) {
    const oldCut = previousHead === undefined ? [] : await readCut(shown);
    await writeCut(shown, [...new Set([...oldCut, ...cut])]);
    await git('config', CUT_OFF, 'true');
    await git('update-ref', BRANCH, head);
    const newCommits = await count();
    await writeCut(shown, cut);
    // Last, for who reads it trusts that the copy reaches so far.
    await git('config', SINCE, String(request.sinceMs ?? 0));
    const kept = await runGit(work.own, ['for-each-ref', HAVE], request);
    if (kept === '') await tidy(shown, request);
    return newCommits;
  }
  const graph = ['commit-graph', 'write', '--reachable', '--changed-paths', '--split'];
  await runGit(work.own, [...graph, '--progress'], request);
  await git('update-ref', BRANCH, head);
  await rm(join(shown.path, 'shallow'), { force: true });
  const newCommits = await count();
  await removeWork(folders);
  await tidy(shown, request);
  return newCommits;
}

/** Only where no step of an unfinished fetch is among the objects: the shown repository has no reference to those. */
async function tidy({ own }: CopyFolder, request: CopyRequest): Promise<void> {
  const settings = ['-c', 'gc.auto=6700', '-c', 'gc.autoDetach=false'];
  await runGit(own, [...settings, 'gc', '--auto', '--quiet'], request);
}

/** Since when a copy has history, when it was cut off: an earlier moment that was asked for counts. */
export async function readSince(
  { shown }: CopyFolders,
  request: CopyRequest,
): Promise<number | undefined> {
  const said = await runGit(shown.own, ['config', '--default', '', '--get', SINCE], request);
  return said.trim() === '' ? undefined : Number(said);
}

/** https://git-scm.com/docs/shallow: one oid a line. */
async function writeCut({ path }: CopyFolder, cut: readonly string[]): Promise<void> {
  const incoming = join(path, 'brewpull/shallow');
  await writeFile(incoming, cut.map((oid) => `${oid}\n`).join(''));
  await rename(incoming, join(path, 'shallow'));
}
