import { DisagreementError, UsageError } from '../core/errors.ts';
import { formatAskedFormula, parseAskedFormula } from '../history/tap/asked-formula.ts';
import { orderForInstall } from '../closure/rules/plan-install-order.ts';
import { findTarget, type Lock, type LockedBottle, type LockedTarget } from './file/lock.ts';
import {
  findHeld,
  listRequested,
  selectFromLock,
  type LockedSelection,
} from './file/locked-closure.ts';
import type { Brewpull } from '../workspace/brewpull.ts';
import type { ClosureException } from '../closure/closure-exception.ts';
import { commitOf, type ClosurePlan } from '../closure/closure-plan.ts';
import { keyOf } from '../core/formula-key.ts';
import { planBesideWanted } from './keep-wanted.ts';
import { findLockNames, takeNamesIn } from './lock-of-today.ts';
import { formatFormulaRef } from '../history/tap/formula-ref.ts';
import type { NamesToday } from '../workspace/histories/names-today.ts';
import type { ClosureRequest } from '../closure/closure-request.ts';
import { planOfLock } from './locked-bottle.ts';

/** A lock, and how strictly to use it. */
export interface LockUse {
  readonly lock: Lock;
  /** For messages. */
  readonly file: string;
  /** `extend`: what the lock does not have is looked up; `locked` and `frozen`: that is an error. */
  readonly mode: 'extend' | 'locked' | 'frozen';
}

/**
 * Plans from a lock first. What it has stays unchanged; the rest is planned as {@link planBesideWanted} does and added. Without
 * names, plans everything that the lock was asked for. Throws `UsageError` or `DisagreementError` if the lock must suffice and
 * does not.
 */
export async function planWithLock(
  brewpull: Brewpull,
  request: ClosureRequest,
  use: LockUse,
): Promise<ClosurePlan> {
  const { target, names: asked } = request;
  const { override } = brewpull.registry();
  const question = { target, names: asked, withDependencies: true };
  const { lock, namesToday, selection } = await selectUnderAnyName(brewpull, use, question);
  const planHeld = (bottles: readonly LockedBottle[]): ClosurePlan => {
    const { commit, date } = findTarget(use.lock, target.bottleTag) ?? {};
    return planOfLock({ bottles, commit, date }, target, override);
  };
  if (selection.missing.length === 0) return planHeld(selection.bottles);
  const names = selection.missing.map(formatAskedFormula);
  const fresh = await planBesideWanted(
    brewpull,
    { ...request, names },
    findTarget(lock, target.bottleTag),
  );
  const wanted = new Set(fresh.items.map(({ found }) => keyOf(found)));
  const beside = takeNamesIn(lock, target.bottleTag, { namesToday, wanted });
  const held = planHeld(selectAsked({ ...use, lock: beside }, question).bottles);
  const plan = held.items.length === 0 ? fresh : joinPlans(held, fresh);
  const replaced = listReplaced(findTarget(beside, target.bottleTag), plan);
  return { ...plan, exceptions: [...plan.exceptions, ...replaced] };
}

/** Reports changed versions: an entry without known dependencies is replaced by a plan that knows them. */
function listReplaced(
  locked: LockedTarget | undefined,
  { items }: ClosurePlan,
): ClosureException[] {
  const versions = new Map(locked?.bottles.map((bottle) => [keyOf(bottle), bottle.pkgVersion]));
  return items.flatMap(({ found, recorded }) => {
    const before = versions.get(keyOf(found));
    if (recorded !== undefined || before === undefined || before === found.pkgVersion) return [];
    const message =
      found.wanted === undefined
        ? `the lock has ${before} without its dependencies; replaced by ${found.pkgVersion}`
        : `the lock has ${before}; replaced by ${found.pkgVersion}, which was asked for`;
    const facts = { locked: before, pkgVersion: found.pkgVersion };
    return [{ formula: keyOf(found), code: 'lock-replaced' as const, facts, message }];
  });
}

/** A question to a lock. */
interface LockQuestion extends Pick<ClosureRequest, 'target' | 'names'> {
  readonly withDependencies: boolean;
}

/**
 * Selects as {@link selectAsked} does; what is missing is also looked for under its former name. Returns the lock with the names
 * that are asked for, and what its formulae are called today if that was looked up.
 */
export async function selectUnderAnyName(
  brewpull: Brewpull,
  use: LockUse,
  question: LockQuestion,
): Promise<{
  readonly lock: Lock;
  readonly namesToday: NamesToday;
  readonly selection: LockedSelection;
}> {
  const selection = selectAsked(use, question);
  const { missing } = selection;
  if (missing.length === 0) return { lock: use.lock, namesToday: new Map(), selection };
  const namesToday = await findLockNames(brewpull, use.lock);
  const wanted = new Set(missing.map(formatFormulaRef));
  const lock = takeNamesIn(use.lock, question.target.bottleTag, { namesToday, wanted });
  return { lock, namesToday, selection: selectAsked({ ...use, lock }, question) };
}

/**
 * Selects from a lock what is asked for. Throws `UsageError` (`frozen`) or `DisagreementError` (`locked`) when it does not have
 * all of it.
 */
function selectAsked(
  { lock, file, mode }: LockUse,
  { target, names, withDependencies }: LockQuestion,
): LockedSelection {
  const locked = findTarget(lock, target.bottleTag);
  const asked = names.length === 0 ? listRequested(locked) : names.map(parseAskedFormula);
  const selection = selectFromLock(locked, asked, { withDependencies });
  const [first] = selection.missing;
  if (mode === 'extend' && (first !== undefined || locked !== undefined)) return selection;
  const { bottleTag } = target;
  if (locked === undefined && (mode === 'frozen' || names.length === 0)) {
    const known = lock.targets.map((each) => each.bottleTag).join(', ') || 'nothing';
    throw new UsageError(`${file} has nothing for ${bottleTag}, only for ${known}`, {
      hint: 'Leave --frozen and --locked out, and name the formulae, to choose for this target as well.',
    });
  }
  if (first === undefined) return selection;
  const name = formatAskedFormula(first);
  const held = findHeld(locked, first);
  const what =
    held === undefined
      ? `${file} does not hold ${name} for ${bottleTag}`
      : first.version === undefined
        ? `${file} does not say what ${name} needs on ${bottleTag}`
        : `${file} has ${held.pkgVersion} of ${keyOf(held)} for ${bottleTag}, not ${name} with all that it needs`;
  if (mode === 'frozen') {
    throw new UsageError(what, { hint: 'Leave --frozen out to look it up and add it.' });
  }
  throw new DisagreementError(
    `${what}, and --locked lets nothing change`,
    [
      { source: 'the lock', value: 'nothing' },
      { source: 'the command line', value: selection.missing.map(formatAskedFormula).join(', ') },
    ],
    { hint: 'Leave --locked out to add it.' },
  );
}

/** Joins two plans: what the lock has wins over the new plan, and differences are reported. */
function joinPlans(held: ClosurePlan, fresh: ClosurePlan): ClosurePlan {
  const known = new Map(held.items.map((item) => [keyOf(item.found), item]));
  const kept: ClosureException[] = [];
  for (const { found } of fresh.items) {
    const version = known.get(keyOf(found))?.found.pkgVersion;
    if (version === undefined || version === found.pkgVersion) continue;
    const message = `stays ${version} as the lock says, though ${found.pkgVersion} would be taken now`;
    const facts = { pkgVersion: version, newer: found.pkgVersion };
    kept.push({ formula: keyOf(found), code: 'lock-kept', facts, message });
  }
  const asked = new Set(
    fresh.items.filter(({ isRequested }) => isRequested).map(({ found }) => keyOf(found)),
  );
  const items = [
    ...held.items.map((item) => ({
      ...item,
      isRequested: item.isRequested || asked.has(keyOf(item.found)),
    })),
    ...fresh.items.filter(({ found }) => !known.has(keyOf(found))),
  ].map((item) => ({ ...item, name: keyOf(item.found) }));
  const { nodes, cycles } = orderForInstall(items);
  const isSame = commitOf(held)?.oid === commitOf(fresh)?.oid;
  const commits = isSame ? fresh.commits : [];
  const exceptions = [...fresh.exceptions, ...kept];
  return { target: fresh.target, mode: fresh.mode, commits, items: nodes, cycles, exceptions };
}
