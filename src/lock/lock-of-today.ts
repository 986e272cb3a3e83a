import { keyOf } from '../core/formula-key.ts';
import type { Brewpull } from '../workspace/brewpull.ts';
import { findNamesToday, type NamesToday } from '../workspace/histories/names-today.ts';
import type { Lock, LockedTarget } from './file/lock.ts';
import { renameTarget } from './file/locked-closure.ts';

/**
 * Looks up what the formulae of a lock are called today; see {@link findNamesToday}. Wanted where something new comes beside what it holds,
 * or takes its place: history gives names of today.
 */
export async function findLockNames(brewpull: Brewpull, lock: Lock): Promise<NamesToday> {
  const keys = lock.targets.flatMap(({ bottles }) =>
    bottles.flatMap((bottle) => [keyOf(bottle), ...(bottle.dependencies ?? [])]),
  );
  return findNamesToday(brewpull, keys);
}

/** Gives a lock in which the formulae that are called so today have these names, by keys; all others keep theirs. Pure. */
export function renameLock(lock: Lock, namesToday: NamesToday, wanted: ReadonlySet<string>): Lock {
  const names = new Map([...namesToday].filter(([, today]) => wanted.has(today)));
  return { ...lock, targets: lock.targets.map((target) => renameTarget(target, names)) };
}

/** Lists the keys of the formulae of some targets. */
export function listKeys(targets: readonly LockedTarget[]): ReadonlySet<string> {
  return new Set(targets.flatMap(({ bottles }) => bottles.map(keyOf)));
}
