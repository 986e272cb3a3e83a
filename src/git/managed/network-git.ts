import { createInterface } from 'node:readline';

import { AbortedError, type BrewpullError, GitError, NetworkError } from '../../core/errors.ts';
import type { Environment } from '../environment.ts';
import { explainGitFailure } from '../git-failure.ts';
import { endOf, startGit, type GitLocation } from '../git-process.ts';

/** How far a step of git's is. */
export interface GitProgress {
  /** As git names it, e.g. `Receiving objects`. */
  readonly phase: string;
  readonly percent: number;
}

/** How git reaches the network. */
export interface GitNetwork {
  readonly environment: Environment;
  /** For every request; undefined leaves it to the environment. */
  readonly proxy: string | undefined;
  /** A file with all authorities to trust; undefined leaves it to git. */
  readonly authoritiesFile: string | undefined;
}

/** Variables that may not follow brewpull into a git command that writes: they would lead it to another repository. */
const KEPT =
  /^GIT_(?:CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)|EXEC_PATH|SSH.*|ALLOW_PROTOCOL|SSL_.*)$/;

/** Gives the environment for git commands that write brewpull's own repository and may reach the network. */
export function networkEnvironment({ environment }: GitNetwork): Record<string, string> {
  const kept = Object.entries(environment).flatMap(([key, value]) =>
    value !== undefined && (!key.startsWith('GIT_') || KEPT.test(key))
      ? [[key, value] as const]
      : [],
  );
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
  };
}

/**
 * Runs a git command that writes or reaches the network, telling its progress; gives what it printed. Killed on an abort.
 * Throws {@link GitError}, {@link NetworkError} or {@link AbortedError}.
 */
export async function runGit(
  location: GitLocation,
  args: readonly string[],
  network: GitNetwork,
  options: {
    readonly signal: AbortSignal | undefined;
    readonly onProgress?: (progress: GitProgress) => void;
  },
): Promise<string> {
  const { signal, onProgress } = options;
  if (signal?.aborted === true) throw new AbortedError({ cause: signal.reason });
  const child = startGit(location, [...settingsFor(network), ...args]);
  const ended = endOf(child);
  child.stdin.end();
  const stop = (): void => {
    child.kill('SIGTERM');
  };
  signal?.addEventListener('abort', stop, { once: true });
  const said: string[] = [];
  const lines = createInterface({ input: child.stderr, crlfDelay: Infinity });
  const listening = (async () => {
    for await (const line of lines) {
      const progress = parseProgress(line);
      if (progress !== undefined) onProgress?.(progress);
      else if (said.length < 50) said.push(line);
    }
  })();
  const output: Buffer[] = [];
  for await (const chunk of child.stdout) if (Buffer.isBuffer(chunk)) output.push(chunk);
  await listening;
  const { error, exitCode } = await ended;
  signal?.removeEventListener('abort', stop);
  if (isAborted(signal)) throw new AbortedError({ cause: signal?.reason });
  if (error !== undefined || exitCode !== 0) throw explain(location, args, said, error);
  return Buffer.concat(output).toString('utf8');
}

function settingsFor({ proxy, authoritiesFile }: GitNetwork): string[] {
  return [
    ...(proxy === undefined ? [] : ['-c', `http.proxy=${proxy}`]),
    ...(authoritiesFile === undefined ? [] : ['-c', `http.sslCAInfo=${authoritiesFile}`]),
  ];
}

/** Reads `Receiving objects:  42% (420/1000), 1.00 MiB | 1.00 MiB/s`. */
function parseProgress(line: string): GitProgress | undefined {
  const [, phase, percent] = /^(?:remote: )?([A-Z][\w -]{2,60}):\s+(\d{1,3})%/.exec(line) ?? [];
  return phase === undefined ? undefined : { phase, percent: Number(percent) };
}

const UNREACHABLE =
  /Could not resolve|Failed to connect|Connection (?:refused|reset|timed out)|unable to access|Operation timed out|early EOF|RPC failed|hung up|SSL/i;

function explain(
  { path }: GitLocation,
  args: readonly string[],
  said: readonly string[],
  cause: Error | undefined,
): BrewpullError {
  const stderr = said.join('\n');
  const command = args[0] ?? '';
  const line = said.find((each) => /^(?:fatal|error):/.test(each)) ?? said.at(-1) ?? '';
  const reason = withoutCredentials(line.replace(/^(?:fatal|error):\s*/, ''));
  if (/couldn't find remote ref HEAD/i.test(stderr)) {
    return new GitError('the repository to fetch has no commits', {
      cause,
      hint: 'Check the address of the repository (--remote, --tap).',
    });
  }
  if (UNREACHABLE.test(stderr)) {
    return new NetworkError(`git could not fetch: ${reason}`, {
      cause,
      hint: 'Check the network and run this again; what was fetched is kept.',
    });
  }
  if (
    /does not appear to be a git repository|not found|Authentication failed|could not read/i.test(
      stderr,
    )
  ) {
    return new GitError(`git could not fetch: ${reason}`, {
      cause,
      hint: 'Check the address of the repository (--remote, --tap).',
    });
  }
  return explainGitFailure({ path, command, stderr: withoutCredentials(stderr), cause });
}

function withoutCredentials(text: string): string {
  return text.replaceAll(/\/\/[^/@\s]+@/g, '//');
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
