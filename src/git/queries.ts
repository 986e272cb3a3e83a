import { resolve } from 'node:path';

import coerce from 'semver/functions/coerce.js';
import gte from 'semver/functions/gte.js';
import { GitPluginError, simpleGit, type SimpleGitOptions } from 'simple-git';

import { onAbort, throwIfAborted } from '../core/abort.ts';
import { GitError } from '../core/errors.ts';
import { explainGitFailure } from './git-failure.ts';
import type { GitLocation } from './git-process.ts';

/** What git says about a repository as a whole. */
export interface RepositoryFacts {
  /** An absolute path; a linked work tree has its own. */
  readonly gitDir: string;
  /** Where the objects are, as an absolute path. */
  readonly commonDir: string;
  readonly isBare: boolean;
  readonly isShallow: boolean;
  /** Whether objects may be missing because a filter left them on the server. */
  readonly isPartial: boolean;
  /** Where it was cloned from, according to git's configuration. */
  readonly remoteUrl: string | undefined;
  /** Where a copy that brewpull keeps was last fetched from; undefined for other clones, or if it was not recorded. */
  readonly copiedFrom: string | undefined;
}

/** The oldest git that can read clones, from June 2019; older ones were never tried. */
export const OLDEST_GIT = '2.22.0';

/** The setting in which a copy records where it was fetched from; git lists names in lower case. */
export const COPIED_FROM = 'brewpull.copiedfrom';

/** The answers are in small files: a git that is silent for this long has hung. */
const ANSWER_MS = 30_000;

/**
 * Asks git about the repository in a folder: three short processes at once. Throws GitError if git is missing, too old or
 * unwilling, HistoryError if the folder is not a repository.
 */
export async function queryRepository(location: GitLocation): Promise<RepositoryFacts> {
  const ask = (...args: string[]): Promise<string> => askGit(location, args);
  const version = ask('version');
  const answering = ask(
    '-c',
    'safe.bareRepository=all',
    'rev-parse',
    '--absolute-git-dir',
    '--git-common-dir',
    '--is-bare-repository',
    '--is-shallow-repository',
  );
  const listing = ask('-c', 'safe.bareRepository=all', 'config', '--list', '-z');
  // A missing or outdated git is reported before anything it does not understand.
  const others = Promise.allSettled([answering, listing]);
  requireRecentGit(await version, OLDEST_GIT);
  await others;
  const [answer, listed] = [await answering, await listing];
  const [gitDir = '', commonDir = '', isBare, isShallow] = answer.split('\n');
  const settings = listed.split('\0');
  return {
    gitDir,
    commonDir: resolve(location.path, commonDir),
    isBare: isBare === 'true',
    isShallow: isShallow === 'true',
    isPartial: settings.some((setting) => PARTIAL.test(setting)),
    remoteUrl: lastOf(settings, 'remote.origin.url'),
    copiedFrom: lastOf(settings, COPIED_FROM),
  };
}

/** Returns the value of a setting: like git, the last of several. */
function lastOf(settings: readonly string[], key: string): string | undefined {
  const start = `${key}\n`;
  return settings.findLast((setting) => setting.startsWith(start))?.slice(start.length);
}

function silentGit(path: string, cause: Error): GitError {
  return new GitError(
    `git does not respond in ${path}: no output for ${ANSWER_MS / 1000} seconds`,
    {
      cause,
      hint: 'Its configuration may include a file that never ends, or the disk may not answer.',
    },
  );
}

/** Checks that git is there, recent, and accepts its settings; returns its version. Throws {@link GitError} or `AbortedError`. */
export async function requireGit(location: GitLocation, oldest: string): Promise<string> {
  const answer = await askGit(location, ['version']);
  requireRecentGit(answer, oldest);
  return versionIn(answer);
}

/**
 * simple-git refuses variables that could make git run a program. The arguments here are brewpull's own, and the variables are
 * the user's, who may set whatever git allows: all of it is trusted, and the type ensures that nothing is missing.
 */
const TRUSTED: Required<NonNullable<SimpleGitOptions['unsafe']>> = {
  allowAbbreviatedOptions: true,
  allowUnsafeAlias: true,
  allowUnsafeAskPass: true,
  allowUnsafeCommandBinaries: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeCustomBinary: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeDiffTextConv: true,
  allowUnsafeEditor: true,
  allowUnsafeExec: true,
  allowUnsafeFilter: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGitProxy: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeHooksPath: true,
  allowUnsafeInclude: true,
  allowUnsafeMergeDriver: true,
  allowUnsafePack: true,
  allowUnsafePager: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
  allowUnsafeSubmodule: true,
  allowUnsafeTemplateDir: true,
  allowUnsafeUrlRewrite: true,
};

/** Runs one short command in its own instance, because one instance runs its commands in turn. */
async function askGit(location: GitLocation, args: readonly string[]): Promise<string> {
  const { path, environment, signal } = location;
  // Not the run's own signal: simple-git would add a listener for each of many questions.
  const stop = new AbortController();
  const forget = onAbort(signal, () => stop.abort());
  const git = simpleGit({
    baseDir: path,
    abort: stop.signal,
    timeout: { block: ANSWER_MS },
    // simple-git drops every GIT_ variable not named here. All of these were chosen in environment.ts.
    allowEnvironment: Object.keys(environment),
    unsafe: { ...TRUSTED },
  }).env({ ...environment });
  try {
    return await git.raw(...args);
  } catch (error) {
    throwIfAborted(signal);
    if (error instanceof GitPluginError && error.plugin === 'timeout') throw silentGit(path, error);
    const stderr = error instanceof Error ? error.message : String(error);
    const command = args.find((arg) => !arg.startsWith('-') && !arg.includes('=')) ?? '';
    throw explainGitFailure({ path, command, stderr, cause: error });
  } finally {
    forget();
  }
}

const PARTIAL = /^(?:extensions\.partialclone|remote\..*\.partialclonefilter)\n/i;

function requireRecentGit(answer: string, oldest: string): void {
  const version = coerce(answer);
  if (version !== null && gte(version, oldest)) return;
  throw new GitError(`git ${versionIn(answer)} is too old: brewpull needs ${oldest} or newer`, {
    hint: 'Update git, or use --history registry, which works without git.',
  });
}

function versionIn(answer: string): string {
  return answer.trim().replace(/^git version /, '');
}
