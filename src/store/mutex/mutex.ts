import { open, rename, rm, type FileHandle } from 'node:fs/promises';

import { sleep, throwIfAborted } from '../../core/abort.ts';
import { AbortedError, StoreError } from '../../core/errors.ts';
import type { EventSink } from '../../core/events.ts';
import { createMark, isOwn, type MutexMark } from './mutex-mark.ts';
import { lookAt, MutexWatch, type Sight } from './mutex-watch.ts';
import { randomMark } from '../place/temporary-name.ts';
import { codeOf, explainStoreFailure } from '../store-failure.ts';

/** How to wait for a mutex. */
export interface MutexOptions {
  readonly signal: AbortSignal | undefined;
  /** Receives one event about the current holder, after a second. */
  readonly onEvent?: EventSink | undefined;
  /** How long a holder that may be alive can be silent before its mutex is taken over. */
  readonly silentMs?: number | undefined;
}

/** A mutex that is held. */
export interface HeldMutex {
  /** Aborted with the caller's own signal, and when the mutex is lost. */
  readonly signal: AbortSignal;
  /** Whether an earlier holder may wake and continue with what it had open. */
  readonly isInherited: boolean;
  /** Throws {@link LostMutexError} if another run took over the mutex; call it right before replacing anything. */
  requireHeld(): Promise<void>;
}

/** This run was stopped for so long that another one took over its mutex. */
export class LostMutexError extends StoreError {
  constructor(path: string, options: { readonly cause?: unknown } = {}) {
    super(`another run took over ${path} while this one was stopped`, path, {
      ...options,
      hint: 'Run this again.',
    });
  }
}

const HEARTBEAT_MS = 5000;
const SILENT_MS = 30_000;
const POLL_MS = 200;
const TELL_AFTER_MS = 1000;

/**
 * Runs work while holding a mutex, a file with a mark, so that two processes do not do it at once; waits while another holds
 * it. The mutex of a process that has ended is taken over at once, that of one without a sign of life after half a minute; it
 * may wake, so the work must end by calling {@link HeldMutex.requireHeld} or touch only what is its own. Throws `AbortedError`,
 * `StoreError`, what the work throws, or {@link LostMutexError} instead if the mutex was lost.
 */
export async function withMutex<Result>(
  path: string,
  options: MutexOptions,
  work: (mutex: HeldMutex) => Promise<Result>,
): Promise<Result> {
  const { signal } = options;
  const { file, mark } = await acquire(path, options);
  const lost = new AbortController();
  const heartbeat = setInterval(() => {
    const now = new Date();
    file
      .utimes(now, now) // Its own file, wherever that is by now.
      .then(() => isHeld(path, mark))
      .then((held) => held || lost.abort(new LostMutexError(path)))
      .catch(() => undefined);
  }, HEARTBEAT_MS);
  heartbeat.unref();
  try {
    return await work({
      signal: signal === undefined ? lost.signal : AbortSignal.any([signal, lost.signal]),
      isInherited: mark.isInherited,
      requireHeld: async () => {
        if (!(await isHeld(path, mark))) throw new LostMutexError(path);
      },
    });
  } catch (error) {
    if (await isHeld(path, mark)) throw error;
    if (signal?.aborted === true) throw new AbortedError({ cause: error });
    throw new LostMutexError(path, { cause: error });
  } finally {
    clearInterval(heartbeat);
    await file.close();
    if (await isHeld(path, mark)) await rm(path, { force: true });
  }
}

/** A mutex of this process: its file stays open, so that a sign of life never reaches another run's. */
interface Own {
  readonly file: FileHandle;
  readonly mark: MutexMark;
}

async function acquire(path: string, options: MutexOptions): Promise<Own> {
  const { signal, onEvent, silentMs = SILENT_MS } = options;
  const watch = new MutexWatch(path, silentMs);
  const takeover = new Takeover(path, silentMs);
  const sinceMs = performance.now();
  let isTold = false;
  for (;;) {
    throwIfAborted(signal);
    const sight = await lookAt(path);
    const verdict = watch.judge(sight);
    const own =
      sight.kind === 'nothing'
        ? await create(path, createMark(false))
        : verdict === 'held'
          ? undefined
          : await takeover.run(sight, verdict);
    if (own !== undefined) return own;
    const mark = sight.kind === 'mutex' ? sight.mark : undefined;
    const isLong = performance.now() - sinceMs >= TELL_AFTER_MS;
    if (isLong && !isTold && sight.kind === 'mutex' && !(mark !== undefined && isOwn(mark))) {
      isTold = true;
      onEvent?.({ type: 'waiting', path, pid: mark?.pid, host: mark?.host });
    }
    await sleep(POLL_MS, signal);
  }
}

/** Creates a mutex; undefined if someone has it. */
async function create(path: string, mark: MutexMark): Promise<Own | undefined> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(mark.text);
      return { file, mark };
    } catch (error) {
      await file.close();
      await rm(path, { force: true });
      throw error;
    }
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return undefined;
    throw explainStoreFailure('write', path, error);
  }
}

async function isHeld(path: string, { text }: MutexMark): Promise<boolean> {
  const sight = await lookAt(path);
  return sight.kind === 'mutex' && sight.mark?.text === text;
}

/** Takes over mutexes, one process at a time: otherwise a second one could take what the first has just taken. */
class Takeover {
  readonly #path: string;
  readonly #guardPath: string;
  readonly #guardWatch: MutexWatch;

  constructor(path: string, silentMs: number) {
    this.#path = path;
    this.#guardPath = `${path}.takeover`;
    this.#guardWatch = new MutexWatch(this.#guardPath, silentMs);
  }

  /** Takes the mutex over; undefined if the holder gave a sign of life, or another process is already doing it. */
  async run(judged: Sight, verdict: 'gone' | 'silent'): Promise<Own | undefined> {
    const guard = await create(this.#guardPath, createMark(false));
    if (guard === undefined) {
      const isLeft = this.#guardWatch.judge(await lookAt(this.#guardPath)) !== 'held';
      if (isLeft) await rm(this.#guardPath, { force: true });
      return undefined;
    }
    try {
      const now = await lookAt(this.#path);
      if (now.kind !== 'mutex' || judged.kind !== 'mutex' || now.key !== judged.key) {
        return undefined;
      }
      return await this.#replace(
        verdict === 'silent' || now.mark?.machine === undefined || now.mark.isInherited,
      );
    } finally {
      await guard.file.close();
      await rm(this.#guardPath, { force: true });
    }
  }

  /** Replaces the other mutex in one step: between two, a third process could create one that does not look inherited. */
  async #replace(isInherited: boolean): Promise<Own | undefined> {
    const mark = createMark(isInherited);
    const temporary = `${this.#path}.${randomMark()}`;
    const own = await create(temporary, mark);
    try {
      if (own !== undefined) await rename(temporary, this.#path);
      return own;
    } catch (error) {
      await own?.file.close();
      await rm(temporary, { force: true });
      throw explainStoreFailure('write', this.#path, error);
    }
  }
}
