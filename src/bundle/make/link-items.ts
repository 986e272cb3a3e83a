import { canStandIn } from '../plan/stand-in-formula.ts';
import { keyOf } from '../../core/formula-key.ts';
import type { ClosureItem, ClosurePlan } from '../../closure/closure-plan.ts';

/** What a bundle says about the order in which bottles are installed. */
export interface LinkedItem {
  readonly item: ClosureItem;
  /** Names of the bottles that are installed before it because it needs them. */
  readonly dependencies: readonly string[];
  /** Picks the names that brew does not know yet when this item's turn comes; see {@link linkItems}. */
  readonly unknownOf: (names: readonly string[]) => readonly string[];
}

/**
 * Lists for each item of a plan what comes before it, by the names that the kegs will have. A dependency that was left out is not
 * waited for, nor is one that closes a cycle: brew has to be told to install these without each other. A name that its formula
 * mentions and no keg has yet needs a stub; names from other taps cannot have one, and brew does without.
 */
export function linkItems({ items, present = [] }: ClosurePlan): readonly LinkedItem[] {
  const kegs = new Map(items.map(({ found }) => [keyOf(found), found.builtAs]));
  const there = present.map(({ builtAs }) => builtAs);
  const before = new Set<string>();
  return items.map((item) => {
    const { dependencies, found } = item;
    const names = dependencies.map((name) => kegs.get(name) ?? name);
    const known = new Set([...before, ...there, found.builtAs]);
    const linked = {
      item,
      dependencies: names.filter((name) => before.has(name)),
      unknownOf: (mentioned: readonly string[]) =>
        [...new Set([...mentioned, ...names])].filter(
          (name) => !known.has(name) && canStandIn(name),
        ),
    };
    before.add(found.builtAs);
    return linked;
  });
}
