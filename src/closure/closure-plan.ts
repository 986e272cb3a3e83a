import type { Commit } from '../core/commit.ts';
import type { Target } from '../core/target.ts';
import type { FoundBottle } from '../bottle/resolve/resolution.ts';
import { keyOf } from '../core/formula-key.ts';
import type { ClosureException } from './closure-exception.ts';

/** How versions of a closure are chosen. */
export type ClosureMode = 'one-commit' | 'newest' | 'exact';

/** Everything a target needs for some formulae, and why it was chosen so. */
export interface ClosurePlan {
  readonly target: Target;
  /** `lock`: nothing had to be chosen. */
  readonly mode: ClosureMode | 'lock';
  /** The state of each tap that all its bottles belong to; empty when they belong to different ones. In the order of the taps. */
  readonly commits: readonly PlannedCommit[];
  /** Dependencies before what needs them. */
  readonly items: readonly ClosureItem[];
  /** Formulae that need each other, as the names around each circle. */
  readonly cycles: readonly (readonly string[])[];
  /** What is not as the mode promises, and why. */
  readonly exceptions: readonly ClosureException[];
  /** What was left out because the Mac has it already. */
  readonly present?: readonly FoundBottle[];
}

/** The commit of a tap that a plan belongs to. */
export interface PlannedCommit extends Pick<Commit, 'oid' | 'date'> {
  readonly tap: string;
}

/** One formula of a closure. */
export interface ClosureItem {
  readonly found: FoundBottle;
  readonly isRequested: boolean;
  /** What it needs at run time, as {@link keyOf} names it; a name without an item was left out, and an exception says why. */
  readonly dependencies: readonly string[];
  /** Every name that its formula mentions, as written: also build, test and optional dependencies, and what macOS supplies. */
  readonly mentioned: readonly string[];
  /** Of the bottle; undefined until the registry was asked. */
  readonly sizeBytes?: number;
  /** Where its version comes from a lock: what that holds of its formula file. */
  readonly recorded?: RecordedFormula;
}

/** A formula file as a lock has it; both or none. */
export interface RecordedFormula {
  readonly text: string | undefined;
  /** The git object id that it is said to have. */
  readonly oid: string | undefined;
}

/** A formula that something in a plan needs and that the plan does not have. */
export interface MissingFormula {
  /** As {@link keyOf} names it. */
  readonly formula: string;
  /** What needs it. */
  readonly neededBy: readonly string[];
}

/** Lists what a plan lacks: nothing that needs it can be expected to work. In the order of names. */
export function listMissing({ items, present = [] }: ClosurePlan): readonly MissingFormula[] {
  const there = new Set([...items.map(({ found }) => found), ...present].map(keyOf));
  const missing = new Map<string, string[]>();
  for (const { found, dependencies } of items) {
    for (const name of dependencies) {
      if (!there.has(name)) missing.set(name, [...(missing.get(name) ?? []), keyOf(found)]);
    }
  }
  return [...missing]
    .map(([formula, neededBy]) => ({ formula, neededBy: neededBy.toSorted() }))
    .toSorted((a, b) => (a.formula < b.formula ? -1 : 1));
}

/** Gives the one commit that all of a plan belongs to; undefined when there is none, or one for each of several taps. */
export function commitOf({ commits }: ClosurePlan): PlannedCommit | undefined {
  return commits.length === 1 ? commits[0] : undefined;
}
