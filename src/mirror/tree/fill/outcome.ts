import type { BrewpullError } from '../../../core/errors.ts';
import type { MirrorBottle } from '../file/mirror-schema.ts';

/**
 * The outcome for one bottle. `new`: it was fetched; `kept`: it was already there; `republished`: it was already there, and its
 * index was published again; `gone`: it is here, but the registry no longer has its reference.
 */
export interface HeldOutcome {
  readonly status: 'new' | 'kept' | 'republished' | 'gone';
  /** The bottle's name, from `keyOfBottle`. */
  readonly key: string;
  readonly bottle: MirrorBottle;
  /** The bottle tag of the target it was asked for. */
  readonly target: string;
  /** Bytes of the bottle that this run fetched. */
  readonly fetchedBytes: number;
}

/** A bottle that the mirror lacks. */
export interface LackedOutcome {
  /** `left-out`: it does not fit into the allowed size; `not-tried`: the run ended before it. */
  readonly status: 'failed' | 'left-out' | 'not-tried';
  /** The bottle's name, from `keyOfBottle`. */
  readonly key: string;
  /** The key of the formula. */
  readonly formula: string;
  /** The name the bottle was built under. */
  readonly builtAs: string;
  readonly tap: string;
  readonly pkgVersion: string;
  readonly target: string;
  readonly error: BrewpullError;
}

/** The outcome of one wish for a bottle. */
export type MirrorOutcome = HeldOutcome | LackedOutcome;

/** Reports whether the mirror has the bottle. */
export function isHeld(outcome: MirrorOutcome): outcome is HeldOutcome {
  return 'bottle' in outcome;
}
