import { basename, dirname, join } from 'node:path';

import {
  diffLocks,
  findTarget,
  withTarget,
  type Lock,
  type LockChange,
} from '../../lock/file/lock.ts';
import type { LockedTarget } from '../../lock/file/lock.ts';
import { extendTarget } from '../../lock/file/locked-closure.ts';
import { findLockNames, listKeys, takeNames } from '../../lock/lock-of-today.ts';
import type { NamesToday } from '../../workspace/histories/names-today.ts';
import type { Brewpull } from '../../workspace/brewpull.ts';
import { formatLock } from '../../lock/file/lock-schema.ts';
import { makeFolder } from '../../store/place/make-folder.ts';
import { writeFileAtomic } from '../../store/place/atomic-write.ts';
import { LostMutexError, withMutex } from '../../store/mutex/mutex.ts';
import { explainStoreFailure } from '../../store/store-failure.ts';
import type { Session } from '../session.ts';
import { openLock, type LockRequest } from './lock-request.ts';

/** A lock before and after a change. */
export interface ChangedLock {
  readonly before: Lock | undefined;
  readonly after: Lock | undefined;
}

/**
 * Adds what was chosen to a lock, and writes the lock if that changes it, though never with `--locked` or `--frozen`. Returns the
 * changes.
 */
export async function extendLock(
  request: LockRequest,
  chosen: readonly LockedTarget[],
  { brewpull, session }: { readonly brewpull: Brewpull; readonly session: Session },
): Promise<readonly LockChange[]> {
  if (request.mode !== 'extend' || chosen.length === 0) return [];
  const { lock: old } = request;
  const isNew = chosen.some((target) => {
    const held = listKeys(old && findTarget(old, target.bottleTag));
    return [...listKeys(target)].some((key) => !held.has(key));
  });
  const namesToday: NamesToday = old && isNew ? await findLockNames(brewpull, old) : new Map();
  const { before, after } = await changeLock(request, session, (lock) =>
    chosen.reduce<Lock | undefined>((sum, target) => {
      const held = sum && findTarget(sum, target.bottleTag);
      const known = held && takeNames(held, namesToday, listKeys(target));
      return withTarget(sum, extendTarget(known, target));
    }, lock),
  );
  return after === undefined ? [] : diffLocks(before, after);
}

/**
 * Changes a lock as it is on disk now: another run may have changed it since it was read. Each run holds a mutex from reading to
 * writing, so that it sees what the other wrote. Writes nothing if nothing changes. Throws `StoreError`.
 */
export async function changeLock(
  { path, file, project }: LockRequest,
  session: Session,
  change: (lock: Lock | undefined) => Lock | undefined,
): Promise<ChangedLock> {
  const look = async (): Promise<ChangedLock> => {
    const { lock: before } = await openLock(file, session.terminal, project);
    return { before, after: change(before) };
  };
  const seen = await look();
  if (!isChange(seen)) return seen;
  const mutexPath = join(dirname(path), `.${basename(path)}.mutex`);
  for (;;) {
    try {
      await makeFolder(dirname(path));
      return await withMutex(mutexPath, session, async (mutex) => {
        const changed = await look();
        if (changed.after !== undefined && isChange(changed)) {
          await mutex.requireHeld();
          await writeFileAtomic(path, formatLock(changed.after));
        }
        return changed;
      });
    } catch (error) {
      // This run was suspended so long that another took over: now the lock of the other run is the one to change.
      if (error instanceof LostMutexError) continue;
      // In a read-only folder the mutex fails first, but it is the lock that cannot be written.
      const isMutex = error instanceof Error && 'path' in error && error.path === mutexPath;
      throw explainStoreFailure('write', path, isMutex ? (error.cause ?? error) : error);
    }
  }
}

/** Returns whether two locks differ when written. */
export function isChange({ before, after }: ChangedLock): boolean {
  if (after === undefined) return false;
  return before === undefined || formatLock(before) !== formatLock(after);
}
