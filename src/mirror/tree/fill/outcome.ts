import type { BrewpullError } from '../../../core/errors.ts';
import type { MirrorBottle } from '../file/mirror-schema.ts';

/**
 * What became of one bottle: `new`: it was fetched; `kept`: it was there; `republished`: it was there, and its index was published
 * again; `gone`: it is here, and the registry has its reference no more.
 */
export interface HeldOutcome {
  readonly status: 'new' | 'kept' | 'republished' | 'gone';
  /** Of the bottle: as `keyOfBottle` names it. */
  readonly key: string;
  readonly bottle: MirrorBottle;
  /** The bottle tag of the target that it was asked for. */
  readonly target: string;
  /** Bytes of the bottle that this run fetched. */
  readonly fetchedBytes: number;
}

/** A bottle that the mirror lacks. */
export interface LackedOutcome {
  /** `left-out`: it does not fit into the size that was allowed; `not-tried`: the run ended before it. */
  readonly status: 'failed' | 'left-out' | 'not-tried';
  /** Of the bottle: as `keyOfBottle` names it. */
  readonly key: string;
  /** The key of the formula. */
  readonly formula: string;
  /** The name that the bottle was built under. */
  readonly builtAs: string;
  readonly tap: string;
  readonly pkgVersion: string;
  readonly target: string;
  readonly error: BrewpullError;
}

/** What became of one wish for a bottle. */
export type MirrorOutcome = HeldOutcome | LackedOutcome;

/** Tells whether the mirror has the bottle. */
export function isHeld(outcome: MirrorOutcome): outcome is HeldOutcome {
  return 'bottle' in outcome;
}
