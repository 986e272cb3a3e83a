import { bottleIdOf } from '../../bottle/resolve/resolution.ts';
import type { ClosureItem, ClosurePlan } from '../../closure/closure-plan.ts';
import { keyOf } from '../../core/formula-key.ts';
import type { LeftOutBottle } from '../file/gathered-bundle.ts';
import { heldKey, type UpdateBase } from './update-base.ts';

/** A plan without what another bundle has, and what was left out. */
interface SmallerPlan {
  readonly plan: ClosurePlan;
  /** In the order of the plan. */
  readonly leftOut: readonly LeftOutBottle[];
}

/**
 * Leaves out of a plan the bottles that a bundle has for the same target with the same sha256. A bottle that it has only for
 * another target stays, because no machine of this one got it.
 */
export function leaveOutHeld(plan: ClosurePlan, { held }: UpdateBase): SmallerPlan {
  const there = held.get(plan.target.bottleTag) ?? new Map<string, number>();
  const sizeOf = ({ found }: ClosureItem): number | undefined =>
    there.get(heldKey(bottleIdOf(found)));
  const items = plan.items.filter((item) => sizeOf(item) === undefined);
  const left = plan.items.filter((item) => sizeOf(item) !== undefined);
  const neededBy = listNeeding(plan.items, items);
  return {
    plan: {
      ...plan,
      items,
      present: [...(plan.present ?? []), ...left.map(({ found }) => found)],
    },
    leftOut: left.map((item) => ({
      ...bottleIdOf(item.found),
      sizeBytes: sizeOf(item) ?? 0,
      isRequested: item.isRequested,
      neededBy: neededBy.get(keyOf(item.found)) ?? [],
    })),
  };
}

/** Lists for every formula the short names of the kept items that reach it. */
function listNeeding(
  all: readonly ClosureItem[],
  kept: readonly ClosureItem[],
): ReadonlyMap<string, readonly string[]> {
  const byKey = new Map(all.map((item) => [keyOf(item.found), item]));
  const needing = new Map<string, string[]>();
  for (const { found, dependencies } of kept) {
    const open = [...dependencies];
    const reached = new Set(open);
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      needing.set(next, [...(needing.get(next) ?? []), found.builtAs]);
      for (const name of byKey.get(next)?.dependencies ?? []) {
        if (reached.has(name)) continue;
        reached.add(name);
        open.push(name);
      }
    }
  }
  return needing;
}
