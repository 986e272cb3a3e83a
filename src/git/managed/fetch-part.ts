import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { GitError, HistoryError } from '../../core/errors.ts';
import { streamGit } from '../git-process.ts';
import { adoptList, fetchCommitList, readCommits, type CommitList } from './commit-list.ts';
import { initialize, readCut, type CopyFolders } from './copy-folders.ts';
import type { CopyRequest } from './copy-request.ts';
import { fetchWhole, isUnadvertised, OBJECTS_AT_ONCE } from './fetch-whole.ts';
import { REMOTE } from './network/git-environment.ts';
import { type Part, planPart } from './plan-part.ts';
import { nextSize } from './plan-steps.ts';
import { type GitProgress, runGit } from './network/run-git.ts';

/** A part of history that is there. */
export interface FetchedPart {
  readonly head: string;
  /** The commits at which it is cut off; none when it is all. */
  readonly cut: readonly string[];
}

const FIRST_TREES = 1000;

/**
 * Fetches the history since a moment, or nothing when `enough` is its newest commit. The server is asked for its commits alone;
 * brewpull chooses among them, and asks for the files of those that it chose. So the cut is made of commits that are there,
 * whatever the shape of history, and the server never has to work one out. Where the server cannot do that, all of history
 * comes.
 */
export async function fetchPart(
  folders: CopyFolders,
  request: CopyRequest,
  { sinceMs, enough }: { readonly sinceMs: number; readonly enough: string | undefined },
): Promise<FetchedPart> {
  request.onCost?.({ kind: 'list', objects: undefined });
  const list = await fetchCommitList(folders, request, false);
  const { head } = list;
  if (head === enough) return { head, cut: await readCut(folders.shown) };
  const { signal } = request;
  const commits = readCommits(list, [head], { without: [], signal });
  const part = await planPart(commits, { head, sinceSeconds: Math.floor(sinceMs / 1000) });
  if (list.isEverything) {
    request.onCost?.({ kind: 'one-piece' });
    await adoptList(folders, request);
    return { head, cut: [] };
  }
  if (part.cut.length === 0) {
    return { head: await fetchWhole(folders, request), cut: [] };
  }
  const counted = part.commits.length + part.cut.length;
  const { listBytes } = list;
  request.onCost?.({ kind: 'commits', commits: counted, listBytes });
  await keepCommits(folders, request, list, part);
  const trees = await listTrees(list, part, signal);
  try {
    await fetchTrees(folders, request, await withoutPresent(folders, request, trees));
  } catch (error) {
    if (!isUnadvertised(error)) throw error;
    return { head: await fetchWhole(folders, request), cut: [] };
  }
  if (!(await isSound(folders, request, { head, cut: part.cut }))) {
    await fetchTrees(folders, request, trees);
    if (!(await isSound(folders, request, { head, cut: part.cut }))) {
      throw new GitError('the server did not send all files of the commits that it listed', {
        hint: 'Run brewpull sync without --since.',
      });
    }
  }
  return { head, cut: part.cut };
}

/** Puts the chosen commits among the copy's objects. */
async function keepCommits(
  folders: CopyFolders,
  request: CopyRequest,
  { folder }: CommitList,
  { commits, cut }: Part,
): Promise<void> {
  const all = [...commits.map(({ oid }) => oid), ...cut];
  const oids = await withoutPresent(folders, request, all);
  if (oids.length === 0) return;
  const args = ['pack-objects', '--quiet', join(folders.objects, 'pack/pack')];
  await runGit(folder.own, args, { signal: request.signal, input: `${oids.join('\n')}\n` });
}

async function listTrees(
  { folder }: CommitList,
  { commits, cut }: Part,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const args = ['log', '--no-walk=unsorted', '--format=%T', '--stdin'];
  const input = `${cut.join('\n')}\n`;
  const older = cut.length === 0 ? '' : await runGit(folder.own, args, { signal, input });
  const trees = [...older.split('\n'), ...commits.map(({ tree }) => tree)];
  return [...new Set(trees.filter((tree) => tree !== ''))];
}

/** Leaves out objects that are there; whether all that is in them is, too, is checked at the end. */
async function withoutPresent(
  { work }: CopyFolders,
  { signal }: CopyRequest,
  oids: readonly string[],
): Promise<readonly string[]> {
  const args = ['cat-file', '--batch-check=%(objectname)', '--buffer'];
  const answer = await runGit(work.own, args, { signal, input: `${oids.join('\n')}\n` });
  const missing = answer.split('\n').filter((line) => line.endsWith(' missing'));
  return missing.map((line) => line.slice(0, -' missing'.length));
}

async function fetchTrees(
  { work }: CopyFolders,
  request: CopyRequest,
  trees: readonly string[],
): Promise<void> {
  const { signal, objectsAtOnce = OBJECTS_AT_ONCE } = request;
  // The server would have to look for what no commit of ours tells it.
  const fetch = ['-c', 'fetch.negotiationAlgorithm=noop', 'fetch', '--progress', '--no-tags'];
  let size = FIRST_TREES;
  for (let done = 0; done < trees.length;) {
    const some = trees.slice(done, done + size);
    let objects: number | undefined;
    const onProgress = (progress: GitProgress): void => {
      if (progress.phase !== 'Receiving objects' && progress.phase !== 'Unpacking objects') return;
      objects = progress.total;
      const part = done + (some.length * progress.percent) / 100;
      const percent = Math.floor((100 * part) / trees.length);
      request.onProgress({ phase: 'Fetching history', percent, total: trees.length });
    };
    const args = [...fetch, '--no-write-fetch-head', '--stdin', REMOTE];
    const input = `${some.join('\n')}\n`;
    await runGit(work.fetching, args, { signal, onProgress, input });
    done += some.length;
    size = nextSize(some.length, objects, objectsAtOnce);
  }
}

/** Tells whether everything is there that the part needs, as readers of the copy will see it. */
async function isSound(
  { check }: CopyFolders,
  request: CopyRequest,
  { head, cut }: FetchedPart,
): Promise<boolean> {
  await initialize(check, request);
  await writeFile(join(check.path, 'shallow'), cut.map((oid) => `${oid}\n`).join(''));
  try {
    for await (const _ of streamGit(check.own, ['rev-list', '--objects', '--quiet', head], request))
      continue;
    return true;
  } catch (error) {
    if (error instanceof HistoryError) return false;
    throw error;
  }
}
