import { GitError, HistoryError } from '../../core/errors.ts';
import {
  BRANCH,
  copyFolders,
  prepareFolders,
  readCut,
  readOid,
  removeCopy,
  removeWork,
  type CopyFolders,
} from './copy-folders.ts';
import type { CopyRequest, CopyState } from './copy-request.ts';
import { fetchPart, type FetchedPart } from './fetch-part.ts';
import { fetchWhole } from './fetch-whole.ts';
import { hasBranch } from './is-copy-complete.ts';
import { publishCopy, readSince } from './publish-copy.ts';
import { runGit } from './network/run-git.ts';

/**
 * Makes or updates a bare copy of all history of one branch, or of a part of it. What was fetched stays when a run is
 * broken off, and the next one continues from there; a copy of an older brewpull is completed, a damaged one made again.
 * Readers see the old state until the new one is whole. The commit-graph gets changed-path filters, which make the history
 * of one file five to ten times faster to ask. The caller sees to it that no one else works on the same copy.
 * Throws `GitError`, `NetworkError`, `HistoryError`, `AbortedError`.
 */
export async function updateCopy(request: CopyRequest): Promise<CopyState> {
  const folders = copyFolders(request);
  await prepareFolders(folders, request);
  try {
    return await update(folders, request);
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    await repair(folders, request, error);
    await prepareFolders(folders, request);
    return update(folders, request);
  }
}

/** Keeps what readers see when that is sound, and nothing else; removes all of a copy that is not. */
async function repair(
  folders: CopyFolders,
  request: CopyRequest,
  damage: HistoryError,
): Promise<void> {
  if ((await hasBranch(folders.shown.path)) && (await isSound(folders, request))) {
    await removeWork(folders);
    await runGit(folders.shown.own, ['gc', '--prune=now', '--quiet'], request);
    return;
  }
  request.onDamage?.(damage.message);
  await removeCopy(folders);
}

async function update(folders: CopyFolders, request: CopyRequest): Promise<CopyState> {
  const { shown } = folders;
  const previousHead = await readBranch(folders, request);
  const isWholeAlready = previousHead !== undefined && (await readCut(shown)).length === 0;
  const since = isWholeAlready ? undefined : request.sinceMs;
  const fetched = since === undefined ? undefined : await readSince(folders, request);
  const sinceMs = since === undefined ? undefined : Math.min(since, fetched ?? since);
  const effective = { ...request, sinceMs };
  // A part that reaches as far already needs nothing when there is nothing new.
  const enough = fetched !== undefined && fetched === sinceMs ? previousHead : undefined;
  const result = await fetchAll(folders, effective, enough);
  const newCommits = await publishCopy(folders, effective, { ...result, previousHead });
  return { head: result.head, previousHead, newCommits, isWhole: result.cut.length === 0 };
}

async function fetchAll(
  folders: CopyFolders,
  request: CopyRequest,
  enough: string | undefined,
): Promise<FetchedPart> {
  const { sinceMs } = request;
  if (sinceMs !== undefined) return fetchPart(folders, request, { sinceMs, enough });
  return { head: await fetchWhole(folders, request), cut: [] };
}

/** Gives what the copy shows; a reference to what is not there is damage. */
async function readBranch(
  { shown }: CopyFolders,
  request: CopyRequest,
): Promise<string | undefined> {
  if (!(await hasBranch(shown.path))) return undefined;
  const head = await readOid(shown, BRANCH, request);
  if (head !== undefined) return head;
  throw new HistoryError(`the copy ${shown.path} is damaged: its newest commit is missing`);
}

/** Tells whether all that readers see is there, which is asked when something failed. */
async function isSound(folders: CopyFolders, request: CopyRequest): Promise<boolean> {
  const { shown } = folders;
  try {
    await readBranch(folders, request);
    await runGit(shown.own, ['rev-list', '--objects', '--quiet', '--all'], request);
    // Where a copy is cut off, older parts may be around that fsck would miss something of.
    if ((await readCut(shown)).length === 0) {
      await runGit(shown.own, ['fsck', '--no-dangling', '--no-progress'], request);
    }
    return true;
  } catch (error) {
    if (error instanceof HistoryError || error instanceof GitError) return false;
    throw error;
  }
}
