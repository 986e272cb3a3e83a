import type { FoundBottle } from '../../../bottle/resolve/resolution.ts';
import type { RecordedFormula } from '../../../closure/closure-plan.ts';
import type { ErrorCode } from '../../../core/errors.ts';
import type { Target } from '../../../core/target.ts';

/** What a mirror should hold for one target. */
export interface TargetWish {
  readonly target: Target;
  /** Whether everything is asked for. */
  readonly isWhole: boolean;
  /** The keys of what is asked for by name; empty if everything is. */
  readonly requested: readonly string[];
}

/** A bottle that is asked for, or why there is none. */
export type Wish = WishedBottle | WishedInVain;

/** A bottle that a mirror should hold for a target. */
export interface WishedBottle {
  readonly kind: 'bottle';
  readonly found: FoundBottle;
  /** The keys of what it needs at run time; undefined if that must be read from its formula. */
  readonly dependencies: readonly string[] | undefined;
  /** The names that its formula mentions; undefined if they must be read from it. */
  readonly mentioned: readonly string[] | undefined;
  /** If it comes from a lock: what that records about its formula file. */
  readonly recorded?: RecordedFormula;
}

/** A formula without a bottle that a mirror could hold. */
export interface WishedInVain {
  readonly kind: 'none';
  readonly target: Target;
  /** The key of the formula. */
  readonly formula: string;
  /** `NOT_ASKED_FOR`: it has a bottle, but only what needs it was asked for. */
  readonly code: ErrorCode | 'NOT_ASKED_FOR';
  readonly message: string;
  /** The keys of what needs it; empty for what was asked for by name. */
  readonly neededBy: readonly string[];
}
