import { AbortedError, GitError } from '../../core/errors.ts';
import {
  adoptList,
  countCommits,
  fetchCommitList,
  readCommits,
  type CommitList,
} from './commit-list.ts';
import { BRANCH, readCut, readFetched, readOid, type CopyFolders } from './copy-folders.ts';
import type { CopyRequest } from './copy-request.ts';
import { REMOTE } from './network/git-environment.ts';
import { type Cut, farthest, nextSize, planCuts } from './plan-steps.ts';
import { type GitProgress, runGit } from './network/run-git.ts';

/** Some 50 MB of formulae and their folders. */
export const OBJECTS_AT_ONCE = 100_000;
/** A step may end at so many places of its length. */
const PLACES = 4;
const MOST_HEADS = 64;
const HEAD = 'refs/brewpull/head';
/** Each names a commit that is there with its whole history. */
export const HAVE = 'refs/brewpull/have/';
const FETCH = ['fetch', '--progress', '--no-tags', '--no-write-fetch-head'];

/**
 * Fetches all of history, and gives its newest commit. When the server counts few objects they
 * come at once. Otherwise it is asked for its commits alone first; then for one old commit with its whole history, for a
 * newer one, and so on up to the newest. Each of these is an ordinary fetch, so that git itself sees to it that nothing is
 * missing, whatever the shape of history; each is kept, so that a break costs one. Nothing here is shallow.
 */
export async function fetchWhole(folders: CopyFolders, request: CopyRequest): Promise<string> {
  const { shown, work } = folders;
  const cut = await readCut(shown);
  const shownHead = await readOid(shown, BRANCH, request);
  const isWhole = shownHead !== undefined && cut.length === 0;
  if (isWhole) {
    await runGit(work.own, ['update-ref', `${HAVE}${shownHead}`, shownHead], request);
  }
  const most = request.objectsAtOnce ?? OBJECTS_AT_ONCE;
  const result = await fetchAtOnce(folders, request, most);
  if (typeof result !== 'object') return result;
  const list = await fetchCommitList(folders, request, isWhole);
  if (list.isEverything) {
    request.onCost?.({ kind: 'one-piece' });
    await adoptList(folders, request);
    return readFetched(work, HEAD, request);
  }
  try {
    await fetchSteps(folders, { ...request, objectsAtOnce: most }, list, { cut, ...result });
  } catch (error) {
    if (!isUnadvertised(error)) throw error;
    request.onCost?.({ kind: 'one-piece' });
    await fetchAtOnce(folders, request, Infinity);
    return readFetched(work, HEAD, request);
  }
  await runGit(work.own, ['update-ref', HEAD, list.head], request);
  return list.head;
}

async function fetchAtOnce(
  { work }: CopyFolders,
  request: CopyRequest,
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
  const signal = AbortSignal.any(signals);
  try {
    await runGit(work.fetching, [...FETCH, REMOTE, `+HEAD:${HEAD}`], { signal, onProgress });
  } catch (error) {
    if (error instanceof AbortedError && request.signal?.aborted !== true) return { objects };
    throw error;
  }
  return readFetched(work, HEAD, request);
}

async function fetchSteps(
  folders: CopyFolders,
  request: CopyRequest & { readonly objectsAtOnce: number },
  list: CommitList,
  known: { readonly cut: readonly string[]; readonly objects: number },
): Promise<void> {
  const { signal, objectsAtOnce } = request;
  const { cut: shownCut } = known;
  const without = await readHaves(folders, request);
  // As many commits as have so many objects on average; what a step really had decides about the next.
  const missing = await countCommits(list, request, without);
  let size = Math.max(1, Math.round((missing * objectsAtOnce) / Math.max(1, known.objects)));
  const spacing = Math.max(1, Math.floor(size / PLACES));
  const plan = (targets: readonly string[], base: readonly string[]): Promise<readonly Cut[]> =>
    planCuts(readCommits(list, targets, { without: base, signal }), {
      spacing,
      mostHeads: MOST_HEADS,
    });
  // What a copy has that was cut off is of use as soon as all before the cut is there: then git finds the rest there already.
  const older = shownCut.length === 0 ? [] : await plan(shownCut, without);
  const olderCount = older.at(-1)?.commits ?? 0;
  const newer = await plan([list.head], [...without, ...shownCut]);
  const cuts = [
    ...older,
    ...newer.map(({ commits, heads }) => ({ commits: commits + olderCount, heads })),
  ];
  const commits = cuts.at(-1)?.commits ?? 0;
  const { listBytes } = list;
  request.onCost?.({ kind: 'commits', commits, listBytes });
  const counts = cuts.map((each) => each.commits);
  let done = 0;
  for (let index = 0; index < cuts.length; index += 1) {
    index = farthest(counts, index, done + size);
    const next = counts[index] ?? done;
    const share = { done, next, commits };
    const objects = await fetchStep(folders, request, cuts[index]?.heads ?? [], share);
    size = nextSize(next - done, objects, objectsAtOnce);
    done = next;
  }
}

/** Fetches some commits with all they stand on, and gives how many objects that were. */
async function fetchStep(
  { work }: CopyFolders,
  request: CopyRequest,
  heads: readonly string[],
  share: { readonly done: number; readonly next: number; readonly commits: number },
): Promise<number | undefined> {
  const { done, next, commits } = share;
  let objects: number | undefined;
  const onProgress = (progress: GitProgress): void => {
    if (!isTransfer(progress)) return;
    objects = progress.total;
    const part = done + ((next - done) * progress.percent) / 100;
    const percent = Math.floor((100 * part) / commits);
    request.onProgress({ phase: 'Fetching history', percent, total: commits });
  };
  const refs = heads.map((oid) => `+${oid}:${HAVE}${oid}`);
  const { signal } = request;
  // A pack of its own even for a few objects: git shows no progress where it unpacks them.
  const step = ['-c', 'fetch.unpackLimit=1', ...FETCH, REMOTE, ...refs];
  await runGit(work.fetching, step, { signal, onProgress });
  return objects;
}

/** Tells whether a server gives nothing but what it names itself, as with git's first protocol. */
export function isUnadvertised(error: unknown): boolean {
  return error instanceof GitError && /unadvertised object/.test(error.message);
}

async function readHaves({ work }: CopyFolders, request: CopyRequest): Promise<string[]> {
  const args = ['for-each-ref', '--format=%(objectname)', HAVE];
  return (await runGit(work.own, args, request)).split('\n').filter((oid) => oid !== '');
}

function isTransfer({ phase }: GitProgress): boolean {
  return phase === 'Receiving objects' || phase === 'Unpacking objects';
}
