import { GitError, HistoryError } from '../../core/errors.ts';
import { BRANCH, openCopy, prepareCopy, removeCopy, removeWork, type Copy } from './copy.ts';
import type { CopyRequest, CopyState } from './copy-request.ts';
import { fetchPart } from './fetch-part.ts';
import { fetchWhole } from './fetch-whole.ts';
import { hasBranch } from './is-copy-complete.ts';
import { publishCopy, readSince } from './publish-copy.ts';

/**
 * Makes or updates a bare copy of all history of one branch, or of a part of it. What was fetched stays when a run is
 * broken off, and the next one continues from there; a copy of an older brewpull is completed, a damaged one made again.
 * Readers see the old state until the new one is whole. The commit-graph gets changed-path filters, which make the history
 * of one file five to ten times faster to ask. The caller makes sure that nothing else works on the same copy.
 * Throws `GitError`, `NetworkError`, `HistoryError`, `AbortedError`, and `StoreError` where the disk is full or refuses.
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

/** Keeps what readers see when that is sound, and nothing else; removes all of a copy that is not. */
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
  // A part that reaches as far already needs nothing when there is nothing new.
  const enough = fetched !== undefined && fetched === sinceMs ? previousHead : undefined;
  const { head, cut } =
    sinceMs === undefined
      ? { head: await fetchWhole(copy), cut: [] }
      : await fetchPart(copy, { sinceMs, enough });
  const newCommits = await publishCopy(copy, { head, cut, previousHead, sinceMs });
  return { head, previousHead, newCommits, isWhole: cut.length === 0 };
}

/** Gives what the copy shows; a reference to what is not there is damage. */
async function readBranch({ shown }: Copy): Promise<string | undefined> {
  if (!(await hasBranch(shown.path))) return undefined;
  const head = await shown.readOid(BRANCH);
  if (head !== undefined) return head;
  throw new HistoryError(`the copy ${shown.path} is damaged: its newest commit is missing`);
}

/** Tells whether all that readers see is there, which is asked when something failed. */
async function isSound(copy: Copy): Promise<boolean> {
  const { shown } = copy;
  try {
    await readBranch(copy);
    await shown.run(['rev-list', '--objects', '--quiet', '--all']);
    // Where a copy is cut off, older parts may be around that fsck would miss something of.
    if ((await shown.readCut()).length === 0) {
      await shown.run(['fsck', '--no-dangling', '--no-progress']);
    }
    return true;
  } catch (error) {
    if (error instanceof HistoryError || error instanceof GitError) return false;
    throw error;
  }
}
