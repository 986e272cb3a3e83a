import { UsageError } from '../core/errors.ts';
import { forEachOrMisses } from '../core/several-errors.ts';
import type { Target } from '../core/target.ts';
import { parseAskedFormula } from '../history/tap/asked-formula.ts';
import { formatFormulaRef } from '../history/tap/formula-ref.ts';
import { findTarget, withTarget, type Lock, type LockedTarget } from './file/lock.ts';
import { dropUnneeded, extendTarget, findHeld, selectFromLock } from './file/locked-closure.ts';
import type { Brewpull } from '../workspace/brewpull.ts';
import type { ClosureMode, ClosurePlan } from '../closure/closure-plan.ts';
import { keyOf } from '../core/formula-key.ts';
import { askAgain, planBesideWanted } from './keep-wanted.ts';
import { lockPlans } from './lock-items.ts';
import { planWithLock } from './closure-with-lock.ts';
import { findLockNames, listKeys, takeNames, takeNamesIn } from './lock-of-today.ts';
import type { NamesToday } from '../workspace/histories/names-today.ts';

/** What to change in a lock. */
export interface LockUpdate {
  /** Undefined to make a new one. */
  readonly lock: Lock | undefined;
  /** For messages. */
  readonly file: string;
  /** For each target, what to add if the lock does not have it. */
  readonly additions: readonly { readonly target: Target; readonly names: readonly string[] }[];
  /** The formulae to choose again, with everything that they need. */
  readonly updates: readonly string[];
  readonly exactOnly: boolean;
  readonly mode: ClosureMode | undefined;
}

/** An updated lock. */
export interface UpdatedLock {
  readonly lock: Lock;
  /** The plans made for it, with their exceptions. */
  readonly plans: readonly ClosurePlan[];
}

/**
 * Makes a lock, adds to it, or updates part of it: what is not named stays, and what nothing needs any more is dropped. Asks
 * history and the registry's indexes; a bottle is fetched only if nothing else gives its size or says what it needs. Throws
 * `UsageError` for an update of what the lock does not have.
 */
export async function updateLock(brewpull: Brewpull, update: LockUpdate): Promise<UpdatedLock> {
  const { file, additions, updates, exactOnly, mode } = update;
  let lock: Lock = update.lock ?? { schemaVersion: 1, targets: [] };
  const isNew = updates.length > 0 || !holdsAll(update);
  const namesToday: NamesToday = isNew ? await findLockNames(brewpull, lock) : new Map();
  const wanted = new Set(updates.map((name) => formatFormulaRef(parseAskedFormula(name))));
  for (const { target } of additions) {
    lock = takeNamesIn(lock, target.bottleTag, { namesToday, wanted });
  }
  requireHeld({ ...update, lock: update.lock && lock });
  const plans: ClosurePlan[] = [];
  await forEachOrMisses(additions, async ({ target, names }) => {
    const request = { names, target, exactOnly, mode };
    if (names.length > 0) {
      const plan = await planWithLock(brewpull, request, { lock, file, mode: 'extend' });
      plans.push(plan);
      lock = await extend(brewpull, lock, { plan, namesToday });
    }
    const locked = findTarget(lock, target.bottleTag);
    const held = updates.filter((name) => isHeld(lock, target, name));
    if (held.length === 0 || locked === undefined) return;
    const again = { ...request, names: held.map((name) => askOf(locked, name)) };
    const plan = await planBesideWanted(brewpull, again, locked);
    plans.push(plan);
    const requested = new Set(
      locked.bottles
        .filter(({ isRequested }) => isRequested)
        .flatMap((bottle) => [keyOf(bottle), namesToday.get(keyOf(bottle)) ?? keyOf(bottle)]),
    );
    const items = plan.items.map((item) => ({
      ...item,
      isRequested: requested.has(keyOf(item.found)),
    }));
    lock = await extend(brewpull, lock, { plan: { ...plan, items }, namesToday });
  });
  return { lock, plans };
}

/** Returns whether a lock already has everything to be added, with all that it needs. */
function holdsAll({ lock, additions }: LockUpdate): boolean {
  return additions.every(({ target, names }) => {
    const locked = lock && findTarget(lock, target.bottleTag);
    const asked = names.map(parseAskedFormula);
    return selectFromLock(locked, asked, { withDependencies: true }).missing.length === 0;
  });
}

async function extend(
  brewpull: Brewpull,
  lock: Lock,
  { plan, namesToday }: { readonly plan: ClosurePlan; readonly namesToday: NamesToday },
): Promise<Lock> {
  let extended = lock;
  for (const target of await lockPlans(brewpull, [plan])) {
    const held = findTarget(extended, target.bottleTag);
    const before = held && takeNames(held, namesToday, listKeys(target));
    extended = withTarget(extended, dropUnneeded(extendTarget(before, target)));
  }
  return extended;
}

function isHeld(lock: Lock, target: Target, name: string): boolean {
  return findHeld(findTarget(lock, target.bottleTag), parseAskedFormula(name)) !== undefined;
}

/** Returns the name to ask for: a version that was asked for before stays, unless another one is asked for now. */
function askOf(locked: LockedTarget, name: string): string {
  const asked = parseAskedFormula(name);
  const held = asked.version === undefined ? findHeld(locked, asked) : undefined;
  return held?.wanted === undefined ? name : askAgain(held);
}

function requireHeld({ lock, file, additions, updates }: LockUpdate): void {
  const unknown = updates.find(
    (name) => lock === undefined || !additions.some(({ target }) => isHeld(lock, target, name)),
  );
  if (unknown === undefined) return;
  const name = formatFormulaRef(parseAskedFormula(unknown));
  const target = additions.map((each) => ` --target ${each.target.bottleTag}`).join('');
  const why = lock === undefined ? `there is no ${file}` : `${file} does not hold ${name}`;
  throw new UsageError(`${why}, so ${name} cannot be updated`, {
    hint: `Add it: brewpull lock ${name}${target}.`,
  });
}
