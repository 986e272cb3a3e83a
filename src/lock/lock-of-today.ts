import { keyOf } from '../core/formula-key.ts';
import type { Brewpull } from '../workspace/brewpull.ts';
import { findNamesToday, type NamesToday } from '../workspace/histories/names-today.ts';
import { findTarget, withTarget, type Lock, type LockedTarget } from './file/lock.ts';
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

/** Gives a target in which the formulae that are called so today have these names, by keys; all others keep theirs. Pure. */
export function takeNames(
  target: LockedTarget,
  namesToday: NamesToday,
  wanted: ReadonlySet<string>,
): LockedTarget {
  const names = new Map([...namesToday].filter(([, today]) => wanted.has(today)));
  return names.size === 0 ? target : renameTarget(target, names);
}

/** Does that for one target of a lock; the others stay as they are. Pure. */
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
