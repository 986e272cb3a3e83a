import { GitError, HistoryError } from '../../core/errors.ts';
import { BRANCH, openCopy, prepareCopy, removeCopy, removeWork, type Copy } from './copy.ts';
import type { CopyRequest, CopyState } from './copy-request.ts';
import { fetchPart } from './fetch-part.ts';
import { fetchWhole } from './fetch-whole.ts';
import { hasBranch } from './is-copy-complete.ts';
import { publishCopy, readSince } from './publish-copy.ts';

/**
 * Makes or updates a bare copy of all history of one branch, or of a part of it. What was fetched is kept if a run is
 * interrupted, and the next one continues from there; a copy of an older brewpull is completed, a damaged one made again.
 * Readers see the old state until the new one is whole. The commit-graph gets changed-path filters, which make queries for the
 * history of one file five to ten times faster. The caller makes sure that nothing else works on the same copy. Throws
 * `GitError`, `NetworkError`, `HistoryError`, `AbortedError`, and `StoreError` if the disk is full or refuses.
 */
export async function updateCopy(request: CopyRequest): Promise<CopyState> {
  const copy = openCopy(request);
  await prepareCopy(copy);
  try {
    return await update(copy);
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    await repair(copy, error);
    await prepareCopy(copy);
    return update(copy);
  }
}

/** Keeps only what readers see if that is sound; otherwise removes the whole copy. */
async function repair(copy: Copy, damage: HistoryError): Promise<void> {
  if ((await hasBranch(copy.shown.path)) && (await isSound(copy))) {
    await removeWork(copy);
    await copy.shown.run(['gc', '--prune=now', '--quiet']);
    return;
  }
  copy.request.onDamage?.(damage.message);
  await removeCopy(copy);
}

async function update(copy: Copy): Promise<CopyState> {
  const previousHead = await readBranch(copy);
  const isWholeAlready = previousHead !== undefined && (await copy.shown.readCut()).length === 0;
  const since = isWholeAlready ? undefined : copy.request.sinceMs;
  const fetched = since === undefined ? undefined : await readSince(copy);
  const sinceMs = since === undefined ? undefined : Math.min(since, fetched ?? since);
  // A part that reaches far enough already needs nothing if there is nothing new.
  const enough = fetched !== undefined && fetched === sinceMs ? previousHead : undefined;
  const { head, cut } =
    sinceMs === undefined
      ? { head: await fetchWhole(copy), cut: [] }
      : await fetchPart(copy, { sinceMs, enough });
  const newCommits = await publishCopy(copy, { head, cut, previousHead, sinceMs });
  return { head, previousHead, newCommits, isWhole: cut.length === 0 };
}

/** Returns the commit that the copy shows; a reference to a missing one is damage. */
async function readBranch({ shown }: Copy): Promise<string | undefined> {
  if (!(await hasBranch(shown.path))) return undefined;
  const head = await shown.readOid(BRANCH);
  if (head !== undefined) return head;
  throw new HistoryError(`the copy ${shown.path} is damaged: its newest commit is missing`);
}

/** Returns whether everything that readers see is there; checked after something failed. */
async function isSound(copy: Copy): Promise<boolean> {
  const { shown } = copy;
  try {
    await readBranch(copy);
    await shown.run(['rev-list', '--objects', '--quiet', '--all']);
    // If a copy is cut off, there may be older parts in which fsck would find something missing.
    if ((await shown.readCut()).length === 0) {
      await shown.run(['fsck', '--no-dangling', '--no-progress']);
    }
    return true;
  } catch (error) {
    if (error instanceof HistoryError || error instanceof GitError) return false;
    throw error;
  }
}
