import type { TargetLike } from './formula-requests.ts';

/** Asks for every bottle that a formula had. */
export interface HistoryRequest {
  readonly formula: string;
  /** Only what these systems can use; left out, all. */
  readonly targets?: readonly TargetLike[] | undefined;
  /** Takes no bottle that was built for an older macOS. */
  readonly exactOnly?: boolean | undefined;
  /** Only this architecture: `amd64` or `arm64`. */
  readonly arch?: string | undefined;
}

/** Asks why a system gets the bottle that it gets. */
export interface ExplainRequest {
  readonly formula: string;
  /** One system; left out, the machine that this runs on, if it is a Mac. */
  readonly target?: TargetLike | undefined;
  /** Takes no bottle that was built for an older macOS. */
  readonly exactOnly?: boolean | undefined;
}

/** Asks what a system still gets of a tap. */
export interface CoverageRequest {
  /** One system; left out, the machine that this runs on, if it is a Mac. */
  readonly target?: TargetLike | undefined;
  /** Counts no bottle that was built for an older macOS. */
  readonly exactOnly?: boolean | undefined;
  /** Only formulae with this in their names. */
  readonly filter?: string | undefined;
  /** Which tap, homebrew/core by default. */
  readonly tap?: string | undefined;
}

/** Fetches or updates the copy of a tap. */
export interface SyncRequest {
  /** Which tap, homebrew/core by default. */
  readonly tap?: string | undefined;
  /** Where it is fetched from. */
  readonly remote?: string | undefined;
  /** Only the history since this date; older answers need the rest. */
  readonly since?: string | undefined;
  /** Does without the atlas of all bottles. */
  readonly noAtlas?: boolean | undefined;
}
