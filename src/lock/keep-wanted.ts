import { keyOf } from '../core/formula-key.ts';
import type { ClosurePlan } from '../closure/closure-plan.ts';
import type { ClosureRequest } from '../closure/closure-request.ts';
import { planClosure } from '../closure/find-closure.ts';
import type { Brewpull } from '../workspace/brewpull.ts';
import type { LockedBottle, LockedTarget } from './file/lock.ts';

/**
 * Plans as {@link planClosure} does, but keeps the versions that a lock was asked for: if the plan would use another version of
 * one of them, plans again around it. Throws the same errors.
 */
export async function planBesideWanted(
  brewpull: Brewpull,
  request: ClosureRequest,
  locked: LockedTarget | undefined,
): Promise<ClosurePlan> {
  const plan = await planClosure(brewpull, request);
  const planned = new Map(plan.items.map(({ found }) => [keyOf(found), found]));
  const asked = new Set(
    plan.items.flatMap(({ found, isRequested }) => (isRequested ? [keyOf(found)] : [])),
  );
  const moved = (locked?.bottles ?? []).filter((bottle) => {
    const now = planned.get(keyOf(bottle));
    if (now === undefined || bottle.wanted === undefined || asked.has(keyOf(bottle))) return false;
    return now.sha256 !== bottle.sha256;
  });
  if (moved.length === 0) return plan;
  const names = [...request.names, ...moved.map(askAgain)];
  return planClosure(brewpull, { ...request, names });
}

/** Returns the name to ask for to get the version that was asked for before. */
export function askAgain(bottle: LockedBottle): string {
  return bottle.wanted === undefined ? keyOf(bottle) : `${keyOf(bottle)}=${bottle.wanted}`;
}
