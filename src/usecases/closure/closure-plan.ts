import type { Target } from '../../core/target.ts';
import type { LockedBottle } from '../../plan/lock/lock.ts';
import type { FoundBottle } from '../resolve/resolution.ts';

/** How versions of a closure are chosen. */
export type ClosureMode = 'one-commit' | 'newest' | 'exact';

/** Everything a target needs for some formulae, and why it was chosen so. */
export interface ClosurePlan {
  readonly target: Target;
  /** `lock`: nothing had to be chosen. */
  readonly mode: ClosureMode | 'lock';
  /** The state of the tap that all bottles belong to; undefined when they belong to different ones. */
  readonly commit: { readonly oid: string; readonly date: string } | undefined;
  /** Dependencies before what needs them. */
  readonly items: readonly ClosureItem[];
  /** Formulae that need each other, as the names around each circle. */
  readonly cycles: readonly (readonly string[])[];
  /** What is not as the mode promises, and why. */
  readonly exceptions: readonly ClosureException[];
  /** Names of kegs that the Mac has already, and that were left out for it. */
  readonly present?: readonly string[];
}

/** One formula of a closure. */
export interface ClosureItem {
  readonly found: FoundBottle;
  readonly isRequested: boolean;
  /** What it needs at run time; a name that no item has was left out, and an exception says why. */
  readonly dependencies: readonly string[];
  /** Every name that its formula mentions, as written: also build, test and optional dependencies, and what macOS supplies. */
  readonly mentioned: readonly string[];
  /** Of the bottle; undefined until the registry was asked. */
  readonly sizeBytes?: number;
  /** The entry of the lock that it comes from. */
  readonly locked?: LockedBottle;
}

/** Something a person should know about a plan. */
export interface ClosureException {
  readonly formula: string;
  readonly message: string;
}
