import type { Commit } from '../core/commit.ts';
import type { Target } from '../core/target.ts';
import type { FoundBottle } from '../bottle/resolve/resolution.ts';
import { keyOf } from '../core/formula-key.ts';
import type { ClosureException } from './closure-exception.ts';

/** How versions of a closure are chosen. */
export type ClosureMode = 'one-commit' | 'newest' | 'exact';

/** Everything that a target needs for some formulae, and why it was chosen. */
export interface ClosurePlan {
  readonly target: Target;
  /** `lock`: nothing had to be chosen. */
  readonly mode: ClosureMode | 'lock';
  /** The commit of each tap that all its bottles belong to, sorted by tap; empty when they belong to different commits. */
  readonly commits: readonly PlannedCommit[];
  /** Dependencies before what needs them. */
  readonly items: readonly ClosureItem[];
  /** Formulae that need each other: the names around each cycle. */
  readonly cycles: readonly (readonly string[])[];
  /** What deviates from what the mode promises, and why. */
  readonly exceptions: readonly ClosureException[];
  /** The bottles that were left out because the Mac has them already. */
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
  /** Its runtime dependencies, as {@link keyOf} names them; a name without an item was left out, and an exception says why. */
  readonly dependencies: readonly string[];
  /** Every name that its formula mentions, as written, with build, test and optional dependencies and what macOS supplies. */
  readonly mentioned: readonly string[];
  /** The size of the bottle; undefined until the registry was asked. */
  readonly sizeBytes?: number;
  /** If its version comes from a lock, what the lock has of its formula file. */
  readonly recorded?: RecordedFormula;
}

/** A formula file as a lock has it. Only usable with both fields. */
export interface RecordedFormula {
  readonly text: string | undefined;
  /** The git object id that the lock gives for it. */
  readonly oid: string | undefined;
}

/** A formula that something in a plan needs, but that the plan does not have. */
export interface MissingFormula {
  /** As {@link keyOf} names it. */
  readonly formula: string;
  /** The formulae that need it. */
  readonly neededBy: readonly string[];
}

/** Lists what a plan lacks, sorted by name: nothing that needs it can be expected to work. */
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

/** Returns the one commit that a whole plan belongs to; undefined when there is none, or one for each of several taps. */
export function commitOf({ commits }: ClosurePlan): PlannedCommit | undefined {
  return commits.length === 1 ? commits[0] : undefined;
}
