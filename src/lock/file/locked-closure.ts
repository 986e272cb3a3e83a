import { keyOf } from '../../core/formula-key.ts';
import { groupBy } from '../../core/group-by.ts';
import { parsePkgVersion } from '../../core/pkg-version.ts';
import { keepWanted } from '../../core/wanted-version.ts';
import { readAtVersion, type AskedFormula } from '../../history/tap/asked-formula.ts';
import type { FormulaRef } from '../../history/tap/formula-ref.ts';
import { orderForInstall } from '../../closure/rules/plan-install-order.ts';
import type { LockedBottle, LockedTarget } from './lock.ts';

/** What a lock has of what is asked for. */
export interface LockedSelection {
  /** The formulae and everything that they need, as far as the lock knows, in its order. */
  readonly bottles: readonly LockedBottle[];
  /** Those that the lock does not have, or whose dependencies are wanted but not known. */
  readonly missing: readonly AskedFormula[];
}

/**
 * Selects formulae from a lock, with or without what they need. What is asked for counts as requested, everything else as a
 * dependency.
 */
export function selectFromLock(
  target: LockedTarget | undefined,
  asked: readonly AskedFormula[],
  { withDependencies }: { readonly withDependencies: boolean },
): LockedSelection {
  const bottles = target?.bottles ?? [];
  const byName = byKey(bottles);
  const missing: AskedFormula[] = [];
  /** The versions that were asked for, by key. */
  const requested = new Map<string, string | undefined>();
  const chosen = new Set<string>();
  for (const each of asked) {
    const found = findAsked(bottles, each);
    const reached = found === undefined ? [] : reach(found, byName, withDependencies);
    if (found === undefined || reached === undefined) {
      missing.push(each);
      continue;
    }
    requested.set(keyOf(found), each.version?.text);
    for (const name of reached) chosen.add(name);
  }
  return {
    bottles: bottles
      .filter((bottle) => chosen.has(keyOf(bottle)))
      .map((bottle) => ({
        ...bottle,
        isRequested: requested.has(keyOf(bottle)),
        wanted: requested.get(keyOf(bottle)) ?? bottle.wanted,
      })),
    missing,
  };
}

/** Lists what a lock was asked for, without versions. */
export function listRequested(target: LockedTarget | undefined): readonly AskedFormula[] {
  return (target?.bottles ?? [])
    .filter(({ isRequested }) => isRequested)
    .map(({ tap, formula }) => ({ tap, name: formula, version: undefined }));
}

/**
 * Adds newly chosen bottles to a target; they replace those of the same formulae. What was once asked for stays asked for, and
 * known dependencies stay known while the bottle is the same.
 */
export function extendTarget(before: LockedTarget | undefined, now: LockedTarget): LockedTarget {
  const bottles = new Map(byKey(before?.bottles ?? []));
  const isNew = before === undefined || before.bottles.length === 0;
  const isSaid = now.bottles.every(
    (bottle) => bottles.get(keyOf(bottle))?.sha256 === bottle.sha256,
  );
  const { commit, date } = isNew || !isSaid ? now : before;
  const isOneCommit = isNew || isSaid || before.commit === now.commit;
  for (const bottle of now.bottles) {
    const old = bottles.get(keyOf(bottle));
    const isKnown = bottle.dependencies === undefined && old?.sha256 === bottle.sha256;
    const isRequested = bottle.isRequested || old?.isRequested === true;
    const wanted = bottle.wanted ?? (old?.sha256 === bottle.sha256 ? old.wanted : undefined);
    bottles.set(keyOf(bottle), { ...(isKnown ? old : bottle), isRequested, wanted });
  }
  return {
    bottleTag: now.bottleTag,
    commit: isOneCommit ? commit : undefined,
    date: isOneCommit ? date : undefined,
    bottles: inOrder([...bottles.values()]),
    brew: now.brew ?? before?.brew,
  };
}

/**
 * Returns a target with its formulae under today's names, given by their former keys; if two would get the same name, both keep
 * theirs. The name that a bottle was built under stays.
 */
export function renameTarget(
  target: LockedTarget,
  namesToday: ReadonlyMap<string, string>,
): LockedTarget {
  const held = byKey(target.bottles);
  const sharing = groupBy(target.bottles, (bottle) => namesToday.get(keyOf(bottle)) ?? '');
  const today = (key: string): string => {
    const now = namesToday.get(key) ?? key;
    return !held.has(now) && sharing.get(now)?.length === 1 ? now : key;
  };
  const bottles = target.bottles.map((bottle) => {
    const key = today(keyOf(bottle));
    return {
      ...bottle,
      formula: key === keyOf(bottle) ? bottle.formula : key.slice(key.lastIndexOf('/') + 1),
      ...(bottle.dependencies && { dependencies: needsOf(bottle, held).map(today) }),
    };
  });
  return { ...target, bottles };
}

/** Drops bottles that nothing requested needs any more. */
export function dropUnneeded(target: LockedTarget): LockedTarget {
  const byName = byKey(target.bottles);
  const needed = new Set(
    target.bottles
      .filter(({ isRequested }) => isRequested)
      .flatMap((bottle) => reach(bottle, byName, true) ?? [keyOf(bottle)]),
  );
  return { ...target, bottles: target.bottles.filter((bottle) => needed.has(keyOf(bottle))) };
}

/** Maps bottles by key, which differs between taps. */
export function byKey(bottles: readonly LockedBottle[]): ReadonlyMap<string, LockedBottle> {
  return new Map(bottles.map((bottle) => [keyOf(bottle), bottle]));
}

/** Lists what a bottle needs by such keys; locks from before 2026-11 left the tap out for names of the bottle's own tap. */
export function needsOf(
  { tap, dependencies = [] }: Pick<LockedBottle, 'tap' | 'dependencies'>,
  held: ReadonlyMap<string, LockedBottle>,
): readonly string[] {
  return dependencies.map((name) => {
    const own = name.includes('/') ? name : keyOf({ tap, formula: name });
    return held.has(name) || !held.has(own) ? name : own;
  });
}

/** Finds what is asked for, in the version asked for. */
function findAsked(
  bottles: readonly LockedBottle[],
  asked: AskedFormula,
): LockedBottle | undefined {
  const found = bottles.find(
    (bottle) => isSame(bottle, asked) && isOfVersion(bottle, asked.version),
  );
  const inner = found === undefined ? readAtVersion(asked) : undefined;
  return inner === undefined ? found : findAsked(bottles, inner);
}

function isOfVersion(
  { pkgVersion, rebuild }: LockedBottle,
  version: AskedFormula['version'],
): boolean {
  if (version === undefined) return true;
  const built = { ...parsePkgVersion(pkgVersion), rebuild };
  return keepWanted([built], version, (each) => each).builds.length > 0;
}

/** Finds a formula in a lock, whatever its version. */
export function findHeld(
  target: LockedTarget | undefined,
  asked: FormulaRef,
): LockedBottle | undefined {
  return target?.bottles.find((bottle) => isSame(bottle, asked));
}

function isSame(bottle: LockedBottle, { tap, name }: FormulaRef): boolean {
  return bottle.tap === tap && (bottle.formula === name || bottle.nameThen === name);
}

/** Lists the keys of a bottle and, if wanted, of all that it needs; undefined if dependencies of one of them are not known. */
function reach(
  bottle: LockedBottle,
  byName: ReadonlyMap<string, LockedBottle>,
  withDependencies: boolean,
): readonly string[] | undefined {
  const reached = new Set([keyOf(bottle)]);
  if (!withDependencies) return [...reached];
  for (const name of reached) {
    const needing = byName.get(name);
    if (needing?.dependencies === undefined) return undefined;
    for (const each of needsOf(needing, byName)) if (byName.has(each)) reached.add(each);
  }
  return [...reached];
}

function inOrder(bottles: readonly LockedBottle[]): readonly LockedBottle[] {
  const byName = byKey(bottles);
  const nodes = bottles.map((bottle) => ({
    name: keyOf(bottle),
    dependencies: needsOf(bottle, byName),
    bottle,
  }));
  return orderForInstall(nodes).nodes.map(({ bottle }) => bottle);
}
