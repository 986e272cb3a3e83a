import { createInterface } from 'node:readline';

import { onAbort, throwIfAborted } from '../../../core/abort.ts';
import { endOf, startGit, type GitLocation } from '../../git-process.ts';
import { explainFetchFailure } from './fetch-failure.ts';
import type { FetchRoute } from './fetch-words.ts';

/** The progress of one of git's steps. */
export interface GitProgress {
  /** As git names it, e.g. `Receiving objects`. */
  readonly phase: string;
  readonly percent: number;
  /** The total, as the server counted it. */
  readonly total: number;
  /** What came so far, if git says it. */
  readonly receivedBytes?: number | undefined;
  readonly bytesPerSecond?: number | undefined;
}

/** The options of a command besides its arguments. */
export interface RunOptions {
  readonly signal: AbortSignal | undefined;
  readonly onProgress?: ((progress: GitProgress) => void) | undefined;
  /** What the command reads from its standard input. */
  readonly input?: string;
  /** What the command reaches, for messages. */
  readonly route?: FetchRoute | undefined;
}

/** How long a git that is asked to end may take to clean up; then it is killed, before brewpull itself has to end. */
const GRACE_MS = 200;

/**
 * Runs a git command on one of brewpull's own repositories, reporting its progress; returns what it printed. An abort ends it.
 * Throws {@link GitError}, {@link NetworkError}, {@link HistoryError} or {@link AbortedError}.
 */
export async function runGit(
  location: GitLocation,
  args: readonly string[],
  { signal, onProgress, input = '', route }: RunOptions,
): Promise<string> {
  throwIfAborted(signal);
  const child = startGit(location, args);
  const ended = endOf(child);
  child.stdin.end(input);
  let grace: NodeJS.Timeout | undefined;
  const stop = (): void => {
    child.kill('SIGTERM');
    grace = setTimeout(() => {
      child.kill('SIGKILL');
      // One of git's helpers may live on with its end of the pipes.
      child.stdout.destroy();
      child.stderr.destroy();
    }, GRACE_MS);
  };
  const forget = onAbort(signal, stop);
  const said: string[] = [];
  const lines = createInterface({ input: child.stderr, crlfDelay: Infinity });
  lines.on('line', (line) => {
    const progress = parseProgress(line);
    if (progress !== undefined) onProgress?.(progress);
    else if (said.length < 50) said.push(line);
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  const { error, exitCode } = await ended;
  clearTimeout(grace);
  forget();
  throwIfAborted(signal);
  if (error !== undefined || exitCode !== 0) {
    throw explainFetchFailure({
      path: location.path,
      command: args.find((arg) => !arg.startsWith('-') && !arg.includes('=')) ?? '',
      stderr: said.join('\n'),
      cause: error,
      route,
    });
  }
  return Buffer.concat(output).toString('utf8');
}

/** Reads `Receiving objects:  42% (420/1000), 1.00 MiB | 1.00 MiB/s`. */
function parseProgress(line: string): GitProgress | undefined {
  const [found = '', phase, percent, total] =
    /^(?:remote: )?([A-Z][\w -]{2,60}):\s+(\d{1,3})% \(\d+\/(\d+)\)/.exec(line) ?? [];
  if (phase === undefined) return undefined;
  const [, received, rate] = THROUGHPUT.exec(line.slice(found.length)) ?? [];
  return {
    phase,
    percent: Number(percent),
    total: Number(total),
    receivedBytes: parseSize(received),
    bytesPerSecond: parseSize(rate),
  };
}

/** The throughput as git writes it after the counts, with the rate from the second report on. */
const THROUGHPUT = /^, ([\d.]+ [KMG]?i?B|\d+ bytes)(?: \| ([\d.]+ [KMG]?i?B|\d+ bytes)\/s)?/;
const UNITS: Readonly<Record<string, number>> = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** Reads `1.00 MiB` and `512 bytes`. */
function parseSize(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [number, unit = ''] = text.split(' ');
  return Math.round(Number(number) * (UNITS[unit] ?? 1));
}
