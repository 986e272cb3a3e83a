import { type BrewpullError, GitError, HistoryError } from '../core/errors.ts';
import { reasonOf } from '../store/store-failure.ts';

/** What is known about a git command that failed. */
export interface GitFailure {
  /** The repository, as the user named it. */
  readonly path: string;
  /** The git subcommand: `log`, `cat-file`. */
  readonly command: string;
  /** What git wrote to stderr, perhaps shortened. */
  readonly stderr: string;
  readonly cause?: unknown;
}

interface GitExplanation {
  readonly pattern: RegExp;
  explain(failure: GitFailure): BrewpullError;
}

const CANNOT_START = /spawn \S*git\S* (EMFILE|ENFILE|EAGAIN|ENOMEM)\b/;

const EXPLANATIONS: readonly GitExplanation[] = [
  {
    pattern: CANNOT_START,
    explain: ({ cause, stderr }) => {
      const code = CANNOT_START.exec(stderr)?.[1];
      const { text, hint } = reasonOf(Object.assign(new Error(), { code })) ?? {};
      return new GitError(`git cannot be started: ${text}`, { cause, hint });
    },
  },
  {
    // Git reports this for the folder it runs in as well as for git itself.
    pattern: /spawn \S*git\S* EACCES\b/,
    explain: ({ path, cause }) =>
      new GitError(`git cannot be run in ${path}: this user has no permission`, {
        cause,
        hint: 'Check the permissions of that folder and of git itself.',
      }),
  },
  {
    pattern: /ENOENT|spawn git|xcrun: error|xcode-select/,
    explain: ({ cause }) =>
      new GitError('git is not installed, or not in PATH', {
        cause,
        hint: 'The registry route works without git: use --history registry.',
      }),
  },
  {
    pattern: /dubious ownership|unsafe repository/,
    explain: ({ path, cause }) =>
      new GitError(`git refuses to read ${path}: it belongs to another user`, {
        cause,
        hint: `If you trust it, run: git config --global --add safe.directory ${quote(path)}`,
      }),
  },
  {
    pattern: /not a git repository|invalid gitfile|not a gitdir/i,
    explain: ({ path, cause }) => notRepository(path, cause),
  },
  {
    pattern:
      /bad config|bad (?:boolean|numeric) config|bad zlib|value for config|orderfile|unknown date format|invalid --pretty|--ignore-submodules/i,
    explain: ({ path, cause, stderr }) =>
      new GitError(`git rejects one of its settings: ${reasonIn(stderr)}`, {
        cause,
        hint: `Find the setting with ${listSettings(path)}, and fix or remove it.`,
      }),
  },
  {
    pattern: /promisor remote|lazy fetching|lazy-fetch|transport '[^']*' not allowed/,
    explain: ({ path, cause }) => missingObjects(path, cause),
  },
  {
    pattern:
      /corrupt|inflate|unable to read|could not read|cannot read|failed to read|failed to traverse|bad (?:tree |commit )?object|missing (?:blob|tree|commit)|unable to parse|not a valid object|unable to find|bad object|packfile|unable to open object|bad signature|object file .* is empty/i,
    explain: ({ path, cause, stderr }) =>
      new HistoryError(`the repository ${path} is damaged: ${reasonIn(stderr)}`, {
        cause,
        hint: `Run git -C ${quote(path)} fsck to see what is broken, or clone it again.`,
      }),
  },
];

/** Explains what a failed git command means, and what to do about it. */
export function explainGitFailure(failure: GitFailure): BrewpullError {
  const said = `${failure.stderr}\n${failure.cause instanceof Error ? failure.cause.message : ''}`;
  const stderr = withoutAdvice(said);
  const known = EXPLANATIONS.find(({ pattern }) => pattern.test(stderr));
  if (known !== undefined) return known.explain({ ...failure, stderr });
  const { path, command, cause } = failure;
  return new GitError(
    `git ${command} failed in ${path}: ${reasonIn(stderr) || 'no error message'}`,
    {
      cause,
      hint: `If a git setting could be the cause, look at ${listSettings(path)}.`,
    },
  );
}

/** Returns the error for a folder that is not a repository. */
export function notRepository(path: string, cause?: unknown): HistoryError {
  return new HistoryError(`${path} is not a git repository`, {
    cause,
    hint: 'Set --tap-dir to a clone of a Homebrew tap, or use --history registry.',
  });
}

/** Returns the error for a partial clone that lacks an object the answer needs. */
export function missingObjects(path: string, cause?: unknown): HistoryError {
  return new HistoryError(`${path} is a partial clone without the files this answer needs`, {
    cause,
    hint: `Run git -C ${quote(path)} fetch --refetch --no-filter, or use --history registry.`,
  });
}

/** Quotes a path for a command line that the user pastes into a shell. */
export function quote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

function listSettings(path: string): string {
  return `git -C ${quote(path)} config --list --show-origin`;
}

/** Drops advice and warnings: they come before the reason, and are not it. */
function withoutAdvice(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !/^(?:hint|warning):/.test(line)).join('\n');
}

/** Returns the line that says why: the first that git itself calls an error. */
function reasonIn(text: string): string {
  const lines = text.split('\n');
  const line = lines.find((each) => /^(?:fatal|error):/.test(each)) ?? lines[0] ?? '';
  return line.replace(/^(?:fatal|error):\s*/, '').slice(0, 300);
}
