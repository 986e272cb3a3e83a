import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

import { StoreError } from '../../core/errors.ts';
import { isGone, MARK_BYTES, parseMark, type MutexMark } from './mutex-mark.ts';
import { codeOf, explainStoreFailure } from '../store-failure.ts';

/** What is found where a mutex should be. */
export type Sight =
  | { readonly kind: 'nothing' }
  /** Something that brewpull did not make. */
  | { readonly kind: 'foreign'; readonly key: string }
  /** Without a mark: its process has not signed it yet, or died before it could. */
  | { readonly kind: 'mutex'; readonly key: string; readonly mark: MutexMark | undefined };

/** How long a mutex may stay without a mark. */
const UNSIGNED_MS = 2000;
const FOREIGN_MS = 1000;

/** Looks at a mutex. The key changes with each sign of life of its holder. Throws `StoreError`. */
export async function lookAt(path: string): Promise<Sight> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    // Follows no link, and does not wait for the other end of a pipe.
    const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const status = await file.stat();
      const key = `${status.ino} ${status.mtimeMs}`;
      if (!status.isFile()) return { kind: 'foreign', key };
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MARK_BYTES), 0, MARK_BYTES, 0);
      const text = buffer.toString('utf8', 0, bytesRead);
      const mark = parseMark(text);
      const isForeign = mark === undefined && text !== '';
      return isForeign ? { kind: 'foreign', key } : { kind: 'mutex', key: `${key} ${text}`, mark };
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return { kind: 'nothing' };
    // A link, or a socket.
    if (code === 'ELOOP' || code === 'EMLINK' || code === 'ENXIO')
      return { kind: 'foreign', key: '' };
    throw explainStoreFailure('read', path, error);
  }
}

/**
 * Judges the holder of a mutex by whether it gives a sign of life during the wait: the clocks of machines differ, so the time
 * of a file alone says nothing.
 */
export class MutexWatch {
  readonly #path: string;
  readonly #silentMs: number;
  #key: string | undefined;
  #sinceMs = 0;

  constructor(path: string, silentMs: number) {
    this.#path = path;
    this.#silentMs = silentMs;
  }

  /**
   * Judges what was seen. `gone`: the holder's process has ended. `silent`: it gave no sign of life for too long, but may wake.
   * Throws `StoreError` for something that stays and is not a mutex.
   */
  judge(sight: Sight): 'held' | 'gone' | 'silent' {
    if (sight.kind === 'nothing') return 'held'; // Released in between; the next try gets it.
    if (sight.key !== this.#key) this.#sinceMs = performance.now();
    this.#key = sight.key;
    const silentMs = performance.now() - this.#sinceMs;
    if (sight.kind === 'foreign') {
      if (silentMs < FOREIGN_MS) return 'held';
      throw new StoreError(`${this.#path} is in the way: brewpull did not make it`, this.#path, {
        hint: `Look at it, and move it away: ${this.#path}`,
      });
    }
    if (sight.mark !== undefined && isGone(sight.mark)) return 'gone';
    return silentMs < (sight.mark === undefined ? UNSIGNED_MS : this.#silentMs) ? 'held' : 'silent';
  }
}
