import { resolve } from 'node:path';

import coerce from 'semver/functions/coerce.js';
import gte from 'semver/functions/gte.js';
import { type SimpleGit, simpleGit } from 'simple-git';

import { GitError } from '../core/errors.ts';
import { explainGitFailure } from './git-failure.ts';
import type { GitLocation } from './git-process.ts';

/** What git says about a repository as a whole. */
export interface RepositoryFacts {
  /** Absolute; for a linked work tree its own. */
  readonly gitDir: string;
  /** Where the objects are; absolute. */
  readonly commonDir: string;
  readonly isBare: boolean;
  readonly isShallow: boolean;
  /** Whether objects may be missing because a filter left them on the server. */
  readonly isPartial: boolean;
  /** Where it was cloned from, as git's configuration says. */
  readonly remoteUrl: string | undefined;
}

/** June 2019; older ones were never tried. */
const OLDEST_GIT = '2.22.0';

/**
 * Asks git about the repository in a folder: three short processes at once. Throws GitError when git is missing, too old or unwilling,
 * HistoryError when the folder is no repository.
 */
export async function queryRepository(location: GitLocation): Promise<RepositoryFacts> {
  // Each has an instance of its own, for one runs its commands in turn.
  const open = (): SimpleGit =>
    simpleGit({
      baseDir: location.path,
      // simple-git drops every GIT_ variable that is not named here. All of these were chosen in environment.ts.
      allowEnvironment: Object.keys(location.environment),
      unsafe: {
        allowUnsafeConfigPaths: true,
        allowUnsafeConfigEnvCount: true,
        allowUnsafeProtocolOverride: true,
        allowUnsafePager: true,
        allowUnsafeEditor: true,
        allowUnsafeAskPass: true,
        allowUnsafeSshCommand: true,
        allowUnsafeGitProxy: true,
        allowUnsafeExec: true,
      },
    }).env({ ...location.environment });
  const ask = async (...args: string[]): Promise<string> => {
    try {
      return await open().raw(...args);
    } catch (error) {
      const stderr = error instanceof Error ? error.message : String(error);
      const command = args.find((arg) => !arg.startsWith('-') && !arg.includes('=')) ?? '';
      throw explainGitFailure({ path: location.path, command, stderr, cause: error });
    }
  };
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
  // A git that is missing or too old is said before what it does not understand.
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
    remoteUrl: settings
      .findLast((setting) => setting.startsWith(REMOTE_URL))
      ?.slice(REMOTE_URL.length),
  };
}

const REMOTE_URL = 'remote.origin.url\n';

const PARTIAL = /^(?:extensions\.partialclone|remote\..*\.partialclonefilter)\n/i;

/** Checks what `git version` printed. Throws GitError for one that is older. */
export function requireRecentGit(answer: string, oldest: string): void {
  const version = coerce(answer);
  if (version !== null && gte(version, oldest)) return;
  const found = answer.trim().replace(/^git version /, '');
  throw new GitError(`git ${found} is too old: brewpull needs ${oldest} or newer`, {
    hint: 'Update git, or use --history registry, which works without git.',
  });
}
