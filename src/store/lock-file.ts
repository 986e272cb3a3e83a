import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

import { AbortedError } from '../core/errors.ts';
import { codeOf } from './store-failure.ts';

const HEARTBEAT_MS = 5000;
/** A holder that has not said anything for this long is gone, even if its process number is in use again. */
const STALE_MS = 30_000;
/** A lock that does not say whose it is: its process died between making and signing it. */
const UNSIGNED_STALE_MS = 2000;
const POLL_MS = 200;

/**
 * Runs work while holding a lock file, so that two processes do not do it at once; waits while another holds it. A lock
 * whose process is gone is taken over. Throws `AbortedError`, and what the work throws.
 */
export async function withLockFile<Result>(
  path: string,
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  while (!(await tryCreate(path))) {
    if (signal?.aborted === true) throw new AbortedError({ cause: signal.reason });
    if (await isStale(path)) await removeStale(path);
    else await sleep(POLL_MS);
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined); // Gone: whoever took it over has reason to.
  }, HEARTBEAT_MS);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(path, { force: true });
  }
}

async function tryCreate(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(`${process.pid} ${hostname()}\n`);
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Only one process at a time removes a stale lock, or a second one would remove the lock that the first then took. */
async function removeStale(path: string): Promise<void> {
  const takeover = `${path}.takeover`;
  if (!(await tryCreate(takeover))) {
    if (await isStale(takeover)) await rm(takeover, { force: true });
    await sleep(POLL_MS);
    return;
  }
  try {
    if (await isStale(path)) await rm(path, { force: true });
  } finally {
    await rm(takeover, { force: true });
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    const silentMs = Date.now() - mtimeMs;
    if (silentMs > (text === '' ? UNSIGNED_STALE_MS : STALE_MS)) return true;
    const [, pid, host] = /^(\d+) (\S+)\n$/.exec(text) ?? [];
    return host === hostname() && !isRunning(Number(pid));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false; // Released in between; the next try gets it.
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
