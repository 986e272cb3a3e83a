import { listMissing, type ClosureMode, type ClosurePlan } from '../../../closure/closure-plan.ts';
import { planClosure } from '../../../closure/find-closure.ts';
import { keyOf } from '../../../core/formula-key.ts';
import type { Target } from '../../../core/target.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import { toWish } from './wish-whole.ts';
import type { Wish } from './wish.ts';

/** A request for some formulae and everything they need. */
export interface NamedRequest {
  readonly names: readonly string[];
  readonly target: Target;
  readonly exactOnly: boolean;
  readonly mode: ClosureMode | undefined;
}

/** Wishes, and the keys of what was asked for by name. */
export interface NamedWishes {
  readonly wishes: readonly Wish[];
  readonly requested: readonly string[];
}

/**
 * Lists what some formulae need on a target. A formula without a bottle does not stop the others. Throws what planning throws.
 */
export async function wishNamed(brewpull: Brewpull, request: NamedRequest): Promise<NamedWishes> {
  const { names, target, exactOnly, mode } = request;
  const answers = await brewpull.resolve({ names, targets: [target], exactOnly });
  const inVain = answers.filter(({ status }) => status !== 'found').map(toWish);
  const found = answers.filter(({ status }) => status === 'found');
  if (found.length === 0) return { wishes: inVain, requested: [...names] };
  const plan = await planClosure(brewpull, {
    names: found.map(({ requested }) => requested),
    target,
    exactOnly,
    mode,
    isNewestPreferred: true,
  });
  return { wishes: [...inVain, ...wishPlan(plan)], requested: [...names] };
}

/** Lists what a plan holds and what it lacks. */
export function wishPlan(plan: ClosurePlan): readonly Wish[] {
  const { target, exceptions } = plan;
  const bottles = plan.items.map(({ found, dependencies, mentioned, recorded }): Wish => {
    const said = { kind: 'bottle' as const, found, dependencies, mentioned };
    return recorded === undefined ? said : { ...said, recorded };
  });
  const missing = listMissing(plan).map(({ formula, neededBy }): Wish => {
    const why = exceptions.find((each) => each.code === 'left-out' && each.formula === formula);
    const code = why?.code === 'left-out' ? why.facts.error : 'NO_BOTTLE';
    const message = why?.message ?? `there is no bottle of ${formula}`;
    return { kind: 'none', target, formula, code, message, neededBy };
  });
  return [...bottles, ...missing];
}

/** Lists the keys of what a plan was asked for. */
export function listRequested({ items }: ClosurePlan): readonly string[] {
  return items.filter(({ isRequested }) => isRequested).map(({ found }) => keyOf(found));
}
