import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { GitError, HistoryError } from '../../core/errors.ts';
import { adoptList, fetchCommitList, readCommits } from './commit-list.ts';
import type { Copy } from './copy.ts';
import { fetchShare } from './fetch-share.ts';
import { fetchWhole, isUnadvertised } from './fetch-whole.ts';
import { type Part, planPart } from './plan-part.ts';
import { nextSize } from './plan-steps.ts';

/** A part of history that was fetched. */
export interface FetchedPart {
  readonly head: string;
  /** The commits at which it is cut off; none if it is all of history. */
  readonly cut: readonly string[];
}

const FIRST_TREES = 1000;

/**
 * Fetches the history since a moment, or nothing if `enough` is its newest commit. The server is asked for its commits alone;
 * brewpull chooses among them, and asks for the files of the chosen ones. So the cut consists of commits that are there,
 * whatever the shape of history, and the server never has to compute one. If the server cannot do that, all of history is
 * fetched.
 */
export async function fetchPart(
  copy: Copy,
  { sinceMs, enough }: { readonly sinceMs: number; readonly enough: string | undefined },
): Promise<FetchedPart> {
  const { request } = copy;
  request.onCost?.({ kind: 'list', objects: undefined });
  const { head, isEverything, listBytes } = await fetchCommitList(copy, false);
  if (head === enough) return { head, cut: await copy.shown.readCut() };
  const sinceSeconds = Math.floor(sinceMs / 1000);
  const part = await planPart(readCommits(copy, [head], []), { head, sinceSeconds });
  if (isEverything) {
    await adoptList(copy);
    return { head, cut: [] };
  }
  const { cut } = part;
  if (cut.length === 0) return { head: await fetchWhole(copy), cut };
  request.onCost?.({ kind: 'commits', commits: part.commits.length + cut.length, listBytes });
  await keepCommits(copy, part);
  const trees = await listTrees(copy, part);
  try {
    await fetchTrees(copy, await withoutPresent(copy, trees));
  } catch (error) {
    if (!isUnadvertised(error)) throw error;
    return { head: await fetchWhole(copy), cut: [] };
  }
  if (!(await isSound(copy, { head, cut }))) {
    await fetchTrees(copy, trees);
    if (!(await isSound(copy, { head, cut }))) {
      throw new GitError('the server did not send all files of the commits that it listed', {
        hint: 'Run brewpull sync without --since.',
      });
    }
  }
  return { head, cut };
}

/** Copies the chosen commits to the copy's objects. */
async function keepCommits(copy: Copy, { commits, cut }: Part): Promise<void> {
  const oids = await withoutPresent(copy, [...commits.map(({ oid }) => oid), ...cut]);
  if (oids.length === 0) return;
  const args = ['pack-objects', '--quiet', join(copy.objects, 'pack/pack')];
  await copy.list.run(args, { input: linesOf(oids) });
}

async function listTrees({ list }: Copy, { commits, cut }: Part): Promise<readonly string[]> {
  const args = ['log', '--no-walk=unsorted', '--format=%T', '--stdin'];
  const older = cut.length === 0 ? '' : await list.run(args, { input: linesOf(cut) });
  const trees = [...older.split('\n'), ...commits.map(({ tree }) => tree)];
  return [...new Set(trees.filter((tree) => tree !== ''))];
}

/** Leaves out objects that are there already; whether everything in them is there too is checked at the end. */
async function withoutPresent({ work }: Copy, oids: readonly string[]): Promise<readonly string[]> {
  const args = ['cat-file', '--batch-check=%(objectname)', '--buffer'];
  const answer = await work.run(args, { input: linesOf(oids) });
  const missing = answer.split('\n').filter((line) => line.endsWith(' missing'));
  return missing.map((line) => line.slice(0, -' missing'.length));
}

async function fetchTrees(copy: Copy, trees: readonly string[]): Promise<void> {
  let size = FIRST_TREES;
  for (let done = 0; done < trees.length;) {
    const some = trees.slice(done, done + size);
    const next = done + some.length;
    const objects = await fetchShare(
      copy,
      { done, next, total: trees.length },
      {
        // Negotiating would make the server search, and none of our commits could help it.
        setting: 'fetch.negotiationAlgorithm=noop',
        flag: '--stdin',
        refs: [],
        input: linesOf(some),
      },
    );
    done = next;
    size = nextSize(some.length, objects, copy.objectsAtOnce);
  }
}

/** Returns whether everything the part needs is there, as readers of the copy will see it. */
async function isSound({ check }: Copy, { head, cut }: FetchedPart): Promise<boolean> {
  await check.initialize();
  await writeFile(join(check.path, 'shallow'), linesOf(cut));
  try {
    for await (const _ of check.stream(['rev-list', '--objects', '--quiet', head])) continue;
    return true;
  } catch (error) {
    if (error instanceof HistoryError) return false;
    throw error;
  }
}

/** Writes oids the way git reads them: one per line. */
export function linesOf(oids: readonly string[]): string {
  return oids.map((oid) => `${oid}\n`).join('');
}
