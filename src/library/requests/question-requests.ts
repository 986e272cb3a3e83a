import type { TargetLike } from './formula-requests.ts';

/** A request for every bottle that a formula has had. */
export interface HistoryRequest {
  readonly formula: string;
  /** Only what these systems can use; everything by default. */
  readonly targets?: readonly TargetLike[] | undefined;
  /** Ignores bottles that were built for an older macOS. */
  readonly exactOnly?: boolean | undefined;
  /** Only this architecture: `amd64` or `arm64`. */
  readonly arch?: string | undefined;
}

/** A request to explain why a system gets the bottle it does. */
export interface ExplainRequest {
  readonly formula: string;
  /** The system; by default the machine this runs on, if it is a Mac. */
  readonly target?: TargetLike | undefined;
  /** Ignores bottles that were built for an older macOS. */
  readonly exactOnly?: boolean | undefined;
}

/** A request for what a system still gets from a tap. */
export interface CoverageRequest {
  /** The system; by default the machine this runs on, if it is a Mac. */
  readonly target?: TargetLike | undefined;
  /** Does not count bottles that were built for an older macOS. */
  readonly exactOnly?: boolean | undefined;
  /** Only formulae with this in their names. */
  readonly filter?: string | undefined;
  /** The tap, homebrew/core by default. */
  readonly tap?: string | undefined;
}

/** A request to fetch or update the local copy of a tap. */
export interface SyncRequest {
  /** The tap, homebrew/core by default. */
  readonly tap?: string | undefined;
  /** The address to fetch it from. */
  readonly remote?: string | undefined;
  /** Only the history since this date; older answers need the rest. */
  readonly since?: string | undefined;
  /** Skips the atlas of all bottles. */
  readonly noAtlas?: boolean | undefined;
}
