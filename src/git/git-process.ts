import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

import { onAbort, throwIfAborted } from '../core/abort.ts';
import { GitError } from '../core/errors.ts';
import type { GitEnvironment } from './environment.ts';
import { explainGitFailure } from './git-failure.ts';

/** Where git runs, and with which variables. */
export interface GitLocation {
  readonly path: string;
  /** Complete: see {@link readingEnvironment}. */
  readonly environment: GitEnvironment;
  /** Kills every git that runs here when aborted. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Settings that could change what git prints or does, reset to what brewpull expects. Files named in a configuration are not
 * read: they could be missing, or never end.
 */
const SETTINGS = [
  'log.showSignature=false',
  'log.showRoot=true',
  'log.mailmap=false',
  'log.date=default',
  'format.pretty=medium',
  'diff.orderFile=/dev/null',
  'core.attributesFile=/dev/null',
  'advice.graftFileDeprecated=false',
  'safe.bareRepository=all',
];

const STDERR_LIMIT = 16_384;

/**
 * Runs git and yields its output. The process lives as long as the loop over it: leaving the loop, an error or an abort kills
 * it, and it is gone before the loop ends. Throws the error that a failure means, or {@link AbortedError}.
 */
export async function* streamGit(
  location: GitLocation,
  args: readonly string[],
  options: { readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<Buffer, void, undefined> {
  const signals = [...new Set([options.signal, location.signal])];
  throwIfAborted(...signals);
  const child = startGit(location, args);
  child.stdin.end();
  const ended = endOf(child);
  const stderr = collectStderr(child);
  const stop = () => child.kill('SIGKILL');
  const forgets = signals.map((signal) => onAbort(signal, stop));
  let isComplete = false;
  try {
    for await (const chunk of child.stdout) {
      if (Buffer.isBuffer(chunk)) yield chunk;
    }
    isComplete = true;
  } finally {
    if (!isComplete) stop();
    for (const forget of forgets) forget();
    await ended;
  }
  const { error, exitCode } = await ended;
  throwIfAborted(...signals);
  if (error !== undefined || exitCode !== 0) {
    const command = args[0] ?? '';
    throw explainGitFailure({ path: location.path, command, stderr: stderr(), cause: error });
  }
}

/** Reads the whole output of git, like {@link streamGit}. */
export async function readGit(
  location: GitLocation,
  args: readonly string[],
  options: { readonly signal?: AbortSignal | undefined },
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of streamGit(location, args, options)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Starts git with pipes on all three streams; the caller ends it. */
export function startGit(
  location: GitLocation,
  args: readonly string[],
): ChildProcessByStdio<Writable, Readable, Readable> {
  const settings = SETTINGS.flatMap((setting) => ['-c', setting]);
  const child = spawn('git', ['--no-pager', ...settings, ...args], {
    cwd: location.path,
    env: { ...location.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  if (!hasPipes(child)) {
    child.once('error', () => undefined); // It reports the same failure a moment later.
    throw new GitError('git cannot be started: too many files are open', {
      hint: 'Use a smaller --concurrency, or allow more with ulimit -n.',
    });
  }
  // A git that ends early closes its end of the pipe; its exit code and stderr say what happened.
  child.stdin.on('error', () => undefined);
  return child;
}

/** Waits until a process is gone and its output is closed; never rejects. */
export function endOf(
  child: ChildProcess,
): Promise<{ readonly error: Error | undefined; readonly exitCode: number | null }> {
  return new Promise((resolve) => {
    let error: Error | undefined;
    child.once('error', (cause) => {
      error = cause;
      // If the process could not be started, 'close' may never come.
      if (child.pid === undefined) resolve({ error, exitCode: null });
    });
    child.once('close', (exitCode) => resolve({ error, exitCode }));
  });
}

/** Keeps the beginning of what a process writes to stderr; returns a function that reads it. */
export function collectStderr(child: { readonly stderr: Readable }): () => string {
  let text = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (chunk: string) => {
    if (text.length < STDERR_LIMIT) text += chunk.slice(0, STDERR_LIMIT - text.length);
  });
  return () => text;
}

/** Returns false if too many files are open for pipes: Node then makes a process without any, whatever its type says. */
function hasPipes(child: ChildProcess): boolean {
  return child.stdin !== null && child.stdin !== undefined;
}
