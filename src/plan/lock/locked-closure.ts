import { orderForInstall } from '../closure/install-order.ts';
import type { LockedBottle, LockedTarget } from './lock.ts';

/** A formula as it is asked for. */
export interface AskedFormula {
  readonly tap: string;
  readonly name: string;
}

/** What a lock holds of what is asked for. */
export interface LockedSelection {
  /** The formulae and all that they need, as far as the lock knows, in its order. */
  readonly bottles: readonly LockedBottle[];
  /** Those that the lock does not hold, or whose dependencies it does not know though they are wanted. */
  readonly missing: readonly AskedFormula[];
}

/**
 * Selects formulae from a lock, with what they need or without. What was asked for counts as requested; what was not, as
 * a dependency.
 */
export function selectFromLock(
  target: LockedTarget | undefined,
  asked: readonly AskedFormula[],
  { withDependencies }: { readonly withDependencies: boolean },
): LockedSelection {
  const bottles = target?.bottles ?? [];
  const byName = new Map(bottles.map((bottle) => [bottle.formula, bottle]));
  const missing: AskedFormula[] = [];
  const requested = new Set<string>();
  const chosen = new Set<string>();
  for (const each of asked) {
    const found = bottles.find((bottle) => isSame(bottle, each));
    const reached = found === undefined ? [] : reach(found, byName, withDependencies);
    if (found === undefined || reached === undefined) {
      missing.push(each);
      continue;
    }
    requested.add(found.formula);
    for (const name of reached) chosen.add(name);
  }
  return {
    bottles: bottles
      .filter(({ formula }) => chosen.has(formula))
      .map((bottle) => ({ ...bottle, isRequested: requested.has(bottle.formula) })),
    missing,
  };
}

/** Lists what a lock was asked for by name. */
export function listRequested(target: LockedTarget | undefined): readonly AskedFormula[] {
  return (target?.bottles ?? [])
    .filter(({ isRequested }) => isRequested)
    .map(({ tap, formula }) => ({ tap, name: formula }));
}

/**
 * Adds newly chosen bottles to a lock; they take the place of those that are there. What was asked for once stays asked
 * for, and dependencies that are known stay known while the bottle is the same.
 */
export function extendTarget(before: LockedTarget | undefined, now: LockedTarget): LockedTarget {
  const bottles = new Map((before?.bottles ?? []).map((bottle) => [bottle.formula, bottle]));
  const isNew = before === undefined || before.bottles.length === 0;
  const isSaid = now.bottles.every(
    ({ formula, sha256 }) => bottles.get(formula)?.sha256 === sha256,
  );
  const { commit, date } = isNew || !isSaid ? now : before;
  const isOneCommit = isNew || isSaid || before.commit === now.commit;
  for (const bottle of now.bottles) {
    const old = bottles.get(bottle.formula);
    const isKnown = bottle.dependencies === undefined && old?.sha256 === bottle.sha256;
    const isRequested = bottle.isRequested || old?.isRequested === true;
    bottles.set(bottle.formula, { ...(isKnown ? old : bottle), isRequested });
  }
  return {
    bottleTag: now.bottleTag,
    commit: isOneCommit ? commit : undefined,
    date: isOneCommit ? date : undefined,
    bottles: inOrder([...bottles.values()]),
  };
}

/** Drops what nothing that was asked for needs any more. */
export function dropUnneeded(target: LockedTarget): LockedTarget {
  const byName = new Map(target.bottles.map((bottle) => [bottle.formula, bottle]));
  const needed = new Set(
    target.bottles
      .filter(({ isRequested }) => isRequested)
      .flatMap((bottle) => reach(bottle, byName, true) ?? [bottle.formula]),
  );
  return { ...target, bottles: target.bottles.filter(({ formula }) => needed.has(formula)) };
}

function isSame(bottle: LockedBottle, { tap, name }: AskedFormula): boolean {
  return bottle.tap === tap && (bottle.formula === name || bottle.nameThen === name);
}

/** Undefined when the dependencies of one of them are not known. */
function reach(
  bottle: LockedBottle,
  byName: ReadonlyMap<string, LockedBottle>,
  withDependencies: boolean,
): readonly string[] | undefined {
  const reached = new Set([bottle.formula]);
  if (!withDependencies) return [...reached];
  for (const name of reached) {
    const dependencies = byName.get(name)?.dependencies;
    if (dependencies === undefined) return undefined;
    for (const each of dependencies) if (byName.has(each)) reached.add(each);
  }
  return [...reached];
}

function inOrder(bottles: readonly LockedBottle[]): readonly LockedBottle[] {
  const nodes = bottles.map((bottle) => ({
    name: bottle.formula,
    dependencies: bottle.dependencies ?? [],
    bottle,
  }));
  return orderForInstall(nodes).nodes.map(({ bottle }) => bottle);
}
