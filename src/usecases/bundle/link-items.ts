import { keyOf } from '../../core/formula-key.ts';
import type { ClosureItem, ClosurePlan } from '../closure/closure-plan.ts';

/** What a bundle says of the order in which bottles are installed. */
export interface LinkedItem {
  readonly item: ClosureItem;
  /** Names of the bottles that are installed before it because it needs them. */
  readonly dependencies: readonly string[];
  /** What its formula mentions and nothing on the Mac will be called; names of other taps cannot be stood in for. */
  readonly stubs: readonly string[];
}

/**
 * Tells for each item of a plan what stands before it, by the names that the kegs will have. A dependency that was left out
 * is not waited for, nor is the one that closes a circle: brew has to be told to pour these without each other.
 */
export function linkItems({ items, present = [] }: ClosurePlan): readonly LinkedItem[] {
  const kegs = new Map(items.map(({ found }) => [keyOf(found), found.nameThen]));
  const there = new Set([...kegs.values(), ...present.map(({ nameThen }) => nameThen)]);
  const before = new Set<string>();
  return items.map((item) => {
    const { dependencies, mentioned, found } = item;
    const names = dependencies.map((name) => kegs.get(name) ?? name);
    const linked = {
      item,
      dependencies: names.filter((name) => before.has(name)),
      stubs: [...new Set([...mentioned, ...names])].filter(
        (name) => !there.has(name) && !name.includes('/'),
      ),
    };
    before.add(found.nameThen);
    return linked;
  });
}
