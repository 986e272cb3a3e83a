import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { GitError } from '../../core/errors.ts';
import type { GitLocation } from '../git-process.ts';
import { networkEnvironment, runGit, type GitNetwork, type GitProgress } from './network-git.ts';

/** A copy that brewpull keeps for itself; users' own clones are never written to. */
export interface CopyRequest {
  /** A folder of its own, made when it is not there. */
  readonly path: string;
  readonly remote: string;
  /** How far back history is to reach, as milliseconds since 1970; undefined for all of it. A copy that reaches further stays. */
  readonly sinceMs?: number | undefined;
  readonly network: GitNetwork;
  readonly signal: AbortSignal | undefined;
  onProgress(progress: GitProgress): void;
}

/** Where the copy stands after a sync. */
export interface CopyState {
  readonly head: string;
  /** Undefined for a new copy. */
  readonly previousHead: string | undefined;
  /** How many commits of the main line are new. */
  readonly newCommits: number;
  /** Whether all of history is there. */
  readonly isWhole: boolean;
}

/** What the copy shows; set only when all that was asked for is there. */
const BRANCH = 'refs/heads/main';
/** What a fetch writes to meanwhile. */
const INCOMING = 'refs/brewpull/incoming';
/** Set in a copy that was cut off because that was asked for. */
const CUT_OFF = 'brewpull.cutOff';
const YEAR_MS = 365.25 * 86_400_000;
/** A step of the first fetch reaches so many years back. Each step's pack is kept, so that a break costs one step. */
const STEPS_YEARS = [0.5, 1, 2, 4, 8];

/**
 * Makes or updates a bare copy of all history of one branch. The first fetch goes back in steps, from the newest commits on;
 * one that was broken off goes on from its last step. Readers see the old state until the new one is whole. The
 * commit-graph gets changed-path filters, which make the history of one file five to ten times faster to ask. The caller
 * sees to it that no one else works on the same copy.
 */
export async function updateCopy(request: CopyRequest): Promise<CopyState> {
  const { path, network, remote } = request;
  await mkdir(path, { recursive: true });
  const location = { path, environment: networkEnvironment(network) };
  await removeStaleLocks(path);
  const git = (...args: string[]): Promise<string> => runGit(location, args, network, request);
  const previousHead = await readOid(location, request, BRANCH);
  if (previousHead === undefined) {
    // Also over what a run that was killed left of it: git adds what is missing.
    await git('init', '--quiet', '--bare', '--initial-branch=main', '.');
    await git('config', 'gc.autoDetach', 'false');
  }
  await fetchAll(request, location, previousHead !== undefined);
  const isWhole = !(await isThere(join(path, 'shallow')));
  if (!isWhole) await git('config', CUT_OFF, 'true');
  const head = await readOid(location, request, INCOMING);
  if (head === undefined) {
    throw new GitError(`${remote} has no commits`, { hint: 'Check --remote.' });
  }
  await git('commit-graph', 'write', '--reachable', '--changed-paths', '--split', '--progress');
  await git('update-ref', BRANCH, head);
  await git('gc', '--auto', '--quiet');
  const range = previousHead === undefined ? head : `${previousHead}..${head}`;
  const count = await git('rev-list', '--count', '--first-parent', range);
  return { head, previousHead, newCommits: Number(count.trim()), isWhole };
}

/** Locks of git's that a killed run left: whoever calls holds brewpull's own, so no git can be at work here. */
async function removeStaleLocks(path: string): Promise<void> {
  const locks = [
    'shallow.lock',
    'packed-refs.lock',
    'HEAD.lock',
    'config.lock',
    `${INCOMING}.lock`,
    `${BRANCH}.lock`,
    'objects/info/commit-graphs/commit-graph-chain.lock',
    'gc.pid',
  ];
  await Promise.all(locks.map((lock) => rm(join(path, lock), { force: true })));
}

/** Tells whether a copy is whole, so that it can be read. */
export async function isCopyComplete(path: string): Promise<boolean> {
  if (await isThere(join(path, 'shallow'))) {
    const config = await readFile(join(path, 'config'), 'utf8').catch(() => '');
    if (!/^\[brewpull\]\n\tcutOff = true$/m.test(config)) return false;
  }
  const packed = await readFile(join(path, 'packed-refs'), 'utf8').catch(() => '');
  return packed.includes(` ${BRANCH}\n`) || isThere(join(path, BRANCH));
}

async function fetchAll(
  request: CopyRequest,
  location: GitLocation,
  isUpdate: boolean,
): Promise<void> {
  const { network, remote, path, sinceMs } = request;
  const fetch = (...depth: string[]): Promise<string> =>
    runGit(
      location,
      [
        'fetch',
        '--progress',
        '--no-tags',
        '--no-write-fetch-head',
        ...depth,
        '--',
        remote,
        `+HEAD:${INCOMING}`,
      ],
      network,
      request,
    );
  const isCut = (): Promise<boolean> => isThere(join(path, 'shallow'));
  if (isUpdate) {
    await fetch(...(sinceMs === undefined && (await isCut()) ? ['--unshallow'] : []));
    if (sinceMs !== undefined) await deepen(new Date(sinceMs));
    return;
  }
  // The newest commit first: steps are counted from its date, for one that reaches no commit at all is a failure to git.
  if ((await readOid(location, request, INCOMING)) === undefined) await fetch('--depth=1');
  const newest = await readDates(location, request, [INCOMING]);
  for (const years of STEPS_YEARS) {
    const step = Math.max(0, ...newest) - years * YEAR_MS;
    if (sinceMs !== undefined && step <= sinceMs) break;
    await deepen(new Date(step));
  }
  if (sinceMs !== undefined) await deepen(new Date(Math.min(sinceMs, ...newest)));
  else await fetch(...((await isCut()) ? ['--unshallow'] : []));

  async function deepen(since: Date): Promise<void> {
    // A later date than that of an earlier run would cut off again what that run fetched.
    if (await reaches(location, request, since)) return;
    await fetch(`--shallow-since=${since.toISOString()}`);
  }
}

/** Whether what was fetched goes back to a moment already. */
async function reaches(location: GitLocation, request: CopyRequest, since: Date): Promise<boolean> {
  const boundary = await readFile(join(request.path, 'shallow'), 'utf8').catch(() => undefined);
  if (boundary === undefined) return true;
  const oids = boundary.split('\n').filter((oid) => oid !== '');
  const dates = await readDates(location, request, oids.slice(0, 1000));
  return Math.max(...dates) < since.getTime() + 86_400_000;
}

/** Gives when commits were made, in milliseconds since 1970. */
async function readDates(
  location: GitLocation,
  { network, signal }: CopyRequest,
  commits: readonly string[],
): Promise<number[]> {
  const args = ['log', '--no-walk', '--format=%ct', ...commits];
  const lines = (await runGit(location, args, network, { signal })).trim().split('\n');
  return lines.map((seconds) => Number(seconds) * 1000);
}

async function readOid(
  location: GitLocation,
  { network, signal }: Pick<CopyRequest, 'network' | 'signal'>,
  revision: string,
): Promise<string | undefined> {
  try {
    const args = ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`];
    return (await runGit(location, args, network, { signal })).trim();
  } catch (error) {
    if (error instanceof GitError && !/not installed/.test(error.message)) return undefined;
    if (error instanceof Error && error.name === 'HistoryError') return undefined;
    throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
