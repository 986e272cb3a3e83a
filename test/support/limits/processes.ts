import * as node from 'node:child_process';
import type { SpawnSyncOptions, SpawnSyncReturns } from 'node:child_process';

/** Less than a test may take: while a test waits like this, no limit of its own can end it. */
const LIMIT_MS = 110_000;

/** Runs a program to its end, as `spawnSync` of Node does, with text in all streams. Throws if it takes too long. */
export function spawnSync(
  program: string,
  args: readonly string[],
  options: SpawnSyncOptions = {},
): SpawnSyncReturns<string> {
  const limits = { timeout: LIMIT_MS, killSignal: 'SIGKILL', encoding: 'utf8' } as const;
  const ended = node.spawnSync(program, args, { ...options, ...limits });
  if (ended.signal === 'SIGKILL') throw new Error(`${program} did not end: ${args.join(' ')}`);
  return ended;
}

/** Returns what a program prints. Throws if it fails or takes too long. */
export function execFileSync(
  program: string,
  args: readonly string[],
  options: SpawnSyncOptions = {},
): string {
  const { error, status, stdout, stderr } = spawnSync(program, args, options);
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: exit ${status}\n${stderr}`);
  return stdout;
}
