import { rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';

import { StoreError } from '../../core/errors.ts';
import { withMutex, type HeldMutex, type MutexOptions } from '../../store/mutex/mutex.ts';
import { makeFolder } from '../../store/place/make-folder.ts';
import { codeOf } from '../../store/store-failure.ts';

/**
 * Runs work while holding a mutex in a folder that exists only while something is unfinished. Makes the folder, and removes it
 * once it is empty. Throws as `withMutex`.
 */
export async function withWorkLock<Result>(
  lock: string,
  options: MutexOptions,
  work: (held: HeldMutex) => Promise<Result>,
): Promise<Result> {
  const folder = dirname(lock);
  for (;;) {
    await makeFolder(folder);
    let isBegun = false;
    try {
      return await withMutex(lock, options, (held) => {
        isBegun = true;
        return work(held);
      });
    } catch (error) {
      // The run that this one waited for removed the folder when it finished.
      const isGone = error instanceof StoreError && codeOf(error.cause) === 'ENOENT';
      if (isBegun || !isGone) throw error;
    } finally {
      await rmdir(folder).catch(() => undefined);
    }
  }
}
