import type { LockedBottle, LockedTarget } from './file/lock.ts';
import type { Brewpull } from '../workspace/brewpull.ts';
import { commitOf, type ClosureItem, type ClosurePlan } from '../closure/closure-plan.ts';
import { keyOf } from '../core/formula-key.ts';
import { readFormulaFile } from '../closure/sources/formula-file.ts';
import type { PullOutcome } from '../bottle/obtain/pulled-bottle.ts';
import { lockBottle } from './locked-bottle.ts';

/**
 * Converts what was pulled to targets of a lock, without what failed. Without plans, the dependencies of the bottles are not
 * known.
 */
export async function lockPulled(
  brewpull: Brewpull,
  outcomes: readonly PullOutcome[],
  plans: readonly ClosurePlan[] | undefined,
): Promise<readonly LockedTarget[]> {
  const targets = new Map<string, LockedBottle[]>();
  for (const outcome of outcomes) {
    if (outcome.status !== 'pulled' && outcome.status !== 'cached') continue;
    const { target } = outcome.found;
    const { items = [] } = planFor(plans, target.bottleTag) ?? {};
    const item = items.find(({ found }) => keyOf(found) === keyOf(outcome.found));
    const bottles = targets.get(target.bottleTag) ?? [];
    bottles.push(await lockOne(brewpull, outcome, item));
    targets.set(target.bottleTag, bottles);
  }
  return [...targets].map(([bottleTag, bottles]) => {
    const plan = planFor(plans, bottleTag);
    const commit = plan && commitOf(plan);
    return { bottleTag, commit: commit?.oid, date: commit?.date, bottles };
  });
}

async function lockOne(
  brewpull: Brewpull,
  pulled: Extract<PullOutcome, { readonly status: 'pulled' | 'cached' }>,
  item: ClosureItem | undefined,
): Promise<LockedBottle> {
  if (item === undefined) return lockBottle(pulled, { isRequested: true }, undefined);
  return lockBottle(pulled, item, await readFormulaFile(brewpull, item));
}

function planFor(
  plans: readonly ClosurePlan[] | undefined,
  bottleTag: string,
): ClosurePlan | undefined {
  return plans?.find(({ target }) => target.bottleTag === bottleTag);
}
