import { keyOf } from '../core/formula-key.ts';
import type { Brewpull } from '../workspace/brewpull.ts';
import { findNamesToday, type NamesToday } from '../workspace/histories/names-today.ts';
import { findTarget, withTarget, type Lock, type LockedTarget } from './file/lock.ts';
import { renameTarget } from './file/locked-closure.ts';

/**
 * Looks up what the formulae of a lock are called today; see {@link findNamesToday}. Needed when something new is added or
 * replaces an entry, since history uses today's names.
 */
export async function findLockNames(brewpull: Brewpull, lock: Lock): Promise<NamesToday> {
  const keys = lock.targets.flatMap(({ bottles }) =>
    bottles.flatMap((bottle) => [keyOf(bottle), ...(bottle.dependencies ?? [])]),
  );
  return findNamesToday(brewpull, keys);
}

/** Returns a target whose formulae have today's names if these are wanted, given by key; others keep theirs. Pure. */
export function takeNames(
  target: LockedTarget,
  namesToday: NamesToday,
  wanted: ReadonlySet<string>,
): LockedTarget {
  const names = new Map([...namesToday].filter(([, today]) => wanted.has(today)));
  return names.size === 0 ? target : renameTarget(target, names);
}

/** Does the same for one target of a lock; the others stay unchanged. Pure. */
export function takeNamesIn(
  lock: Lock,
  bottleTag: string,
  { namesToday, wanted }: { readonly namesToday: NamesToday; readonly wanted: ReadonlySet<string> },
): Lock {
  const target = findTarget(lock, bottleTag);
  return target === undefined ? lock : withTarget(lock, takeNames(target, namesToday, wanted));
}

/** Lists the keys of the formulae of a target. */
export function listKeys(target: LockedTarget | undefined): ReadonlySet<string> {
  return new Set(target?.bottles.map(keyOf));
}
