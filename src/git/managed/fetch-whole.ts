import { AbortedError, GitError } from '../../core/errors.ts';
import {
  adoptList,
  countCommits,
  fetchCommitList,
  readCommits,
  type CommitList,
} from './commit-list.ts';
import { BRANCH, type Copy } from './copy.ts';
import { fetchShare, isTransfer } from './fetch-share.ts';
import type { GitProgress } from './network/run-git.ts';
import { type Cut, farthest, nextSize, planCuts } from './plan-steps.ts';

/** The number of places at which a step may end. */
const PLACES = 4;
const MOST_HEADS = 64;
const HEAD = 'refs/brewpull/head';
/** Each reference names a commit whose whole history is there. */
export const HAVE = 'refs/brewpull/have/';

/**
 * Fetches all of history, and returns its newest commit. If the server counts few objects, they come at once. Otherwise it is
 * first asked for its commits alone; then for one old commit with its whole history, for a newer one, and so on up to the
 * newest. Each of these is an ordinary fetch, so git itself makes sure that nothing is missing, whatever the shape of history;
 * each is kept, so a broken connection costs only one. Nothing here is shallow.
 */
export async function fetchWhole(copy: Copy): Promise<string> {
  const { shown, work, request } = copy;
  const cut = await shown.readCut();
  const shownHead = await shown.readOid(BRANCH);
  const isWhole = shownHead !== undefined && cut.length === 0;
  if (isWhole) await work.run(['update-ref', `${HAVE}${shownHead}`, shownHead]);
  const result = await fetchAtOnce(copy, copy.objectsAtOnce);
  if (typeof result !== 'object') return result;
  const list = await fetchCommitList(copy, isWhole);
  if (list.isEverything) {
    await adoptList(copy);
    return work.readFetched(HEAD);
  }
  try {
    await fetchSteps(copy, list, { cut, ...result });
  } catch (error) {
    if (!isUnadvertised(error)) throw error;
    request.onCost?.({ kind: 'one-piece' });
    await fetchAtOnce(copy, Infinity);
    return work.readFetched(HEAD);
  }
  await work.run(['update-ref', HEAD, list.head]);
  return list.head;
}

async function fetchAtOnce(
  { work, request }: Copy,
  most: number,
): Promise<string | { readonly objects: number }> {
  const stop = new AbortController();
  const signals = [stop.signal, ...(request.signal === undefined ? [] : [request.signal])];
  let objects = 0;
  const onProgress = (progress: GitProgress): void => {
    request.onProgress(progress);
    if (!isTransfer(progress) || objects > 0) return;
    objects = progress.total;
    request.onCost?.({ kind: objects > most ? 'list' : 'objects', objects });
    if (objects > most) stop.abort();
  };
  try {
    await work.fetch([`+HEAD:${HEAD}`], { signal: AbortSignal.any(signals), onProgress });
  } catch (error) {
    if (error instanceof AbortedError && request.signal?.aborted !== true) return { objects };
    throw error;
  }
  return work.readFetched(HEAD);
}

async function fetchSteps(
  copy: Copy,
  { head, listBytes }: CommitList,
  known: { readonly cut: readonly string[]; readonly objects: number },
): Promise<void> {
  const { request, objectsAtOnce } = copy;
  const { cut: shownCut } = known;
  const without = await readHaves(copy);
  // As many commits as have this many objects on average; the actual count of a step decides the size of the next.
  const missing = await countCommits(copy, head, without);
  let size = Math.max(1, Math.round((missing * objectsAtOnce) / Math.max(1, known.objects)));
  const spacing = Math.max(1, Math.floor(size / PLACES));
  const plan = (targets: readonly string[], base: readonly string[]): Promise<readonly Cut[]> =>
    planCuts(readCommits(copy, targets, base), { spacing, mostHeads: MOST_HEADS });
  // What a cut-off copy has is useful once everything before the cut is there: git then finds the rest there already.
  const older = shownCut.length === 0 ? [] : await plan(shownCut, without);
  const olderCount = older.at(-1)?.commits ?? 0;
  const newer = await plan([head], [...without, ...shownCut]);
  const cuts = [
    ...older,
    ...newer.map(({ commits, heads }) => ({ commits: commits + olderCount, heads })),
  ];
  const commits = cuts.at(-1)?.commits ?? 0;
  request.onCost?.({ kind: 'commits', commits, listBytes });
  const counts = cuts.map((each) => each.commits);
  let done = 0;
  for (let index = 0; index < cuts.length; index += 1) {
    index = farthest(counts, index, done + size);
    const next = counts[index] ?? done;
    const heads = cuts[index]?.heads ?? [];
    const objects = await fetchShare(
      copy,
      { done, next, total: commits },
      {
        // Its own pack even for a few objects: git shows no progress when it unpacks them.
        setting: 'fetch.unpackLimit=1',
        refs: heads.map((oid) => `+${oid}:${HAVE}${oid}`),
      },
    );
    size = nextSize(next - done, objects, objectsAtOnce);
    done = next;
  }
}

/** Returns whether a server only sends what it names itself, as with git's first protocol. */
export function isUnadvertised(error: unknown): boolean {
  return error instanceof GitError && /unadvertised object/.test(error.message);
}

async function readHaves({ work }: Copy): Promise<string[]> {
  const answer = await work.run(['for-each-ref', '--format=%(objectname)', HAVE]);
  return answer.split('\n').filter((oid) => oid !== '');
}
