import type { FoundBottle } from '../../../bottle/resolve/resolution.ts';
import type { RecordedFormula } from '../../../closure/closure-plan.ts';
import type { ErrorCode } from '../../../core/errors.ts';
import type { Target } from '../../../core/target.ts';

/** What a mirror is to hold for one kind of machine. */
export interface TargetWish {
  readonly target: Target;
  /** Whether everything is asked for. */
  readonly isWhole: boolean;
  /** Keys of what is asked for by name; empty where everything is. */
  readonly requested: readonly string[];
}

/** One bottle that is asked for, or what is known of one that is not to be had. */
export type Wish = WishedBottle | WishedInVain;

/** A bottle that a mirror is to hold for a target. */
export interface WishedBottle {
  readonly kind: 'bottle';
  readonly found: FoundBottle;
  /** Keys of what it needs at run time; undefined where its formula is to say it. */
  readonly dependencies: readonly string[] | undefined;
  /** Names that its formula mentions; undefined where its formula is to say it. */
  readonly mentioned: readonly string[] | undefined;
  /** Where it comes from a lock: what that holds of its formula file. */
  readonly recorded?: RecordedFormula;
}

/** A formula without a bottle that a mirror could hold. */
export interface WishedInVain {
  readonly kind: 'none';
  readonly target: Target;
  /** The key of the formula. */
  readonly formula: string;
  /** `NOT_ASKED_FOR`: it has a bottle, and only what needs it was asked for. */
  readonly code: ErrorCode | 'NOT_ASKED_FOR';
  readonly message: string;
  /** Keys of what needs it; empty for what was asked for by name. */
  readonly neededBy: readonly string[];
}
