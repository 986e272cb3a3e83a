import type { ErrorCode } from '../../core/error-code.ts';
import type { ErrorOutput } from '../parts/error-output.ts';
import type { TargetOutput } from '../parts/target-output.ts';

/** The output of `mirror`. */
export interface MirrorOutput {
  /** The folder of the mirror. */
  readonly path: string;
  /** `interrupted`: the mirror is unchanged, and the next run continues. */
  readonly status: 'complete' | 'interrupted';
  /** Whether an earlier run was continued. */
  readonly isContinued: boolean;
  /** The number of bottles in the mirror now; null until it has been complete once. */
  readonly bottles: number | null;
  /** Their size, each counted once; null likewise. */
  readonly sizeBytes: number | null;
  readonly counts: MirrorCountsOutput;
  /** The bytes of bottles fetched in this run. */
  readonly fetchedBytes: number;
  /** What was removed; null if that was not asked for. */
  readonly pruned: { readonly files: number; readonly sizeBytes: number } | null;
  /** One per bottle and target. */
  readonly results: readonly MirrorResultOutput[];
  /** What has no bottle, or needs a bottle that was not asked for. */
  readonly missing: readonly MirrorMissingOutput[];
  /** What ended the run early. */
  readonly error: ErrorOutput | null;
}

/** How many results have each status. */
export interface MirrorCountsOutput {
  readonly new: number;
  readonly kept: number;
  readonly republished: number;
  readonly gone: number;
  readonly 'left-out': number;
  readonly failed: number;
  readonly 'not-tried': number;
}

/** What happened to one bottle for one target. */
export type MirrorResultOutput = MirroredBottleOutput | UnmirroredBottleOutput;

/** Which bottle, and for which system. */
export interface MirrorBottleOutput {
  /** The name the bottle was built under. */
  readonly formula: string;
  /** The formula's name today, if it has changed; left out otherwise. */
  readonly formulaNow?: string;
  readonly tap: string;
  /** The system it was asked for. */
  readonly target: TargetOutput;
  /** The version with its revision: `9.0.1900_1`. */
  readonly pkgVersion: string;
}

/** A bottle that the mirror has. */
export interface MirroredBottleOutput extends MirrorBottleOutput {
  /** `republished`: its index was published again; `gone`: no longer in the registry, but kept here. */
  readonly status: 'new' | 'kept' | 'republished' | 'gone';
  readonly rebuild: number;
  readonly bottleTag: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** The bytes of the bottle fetched in this run. */
  readonly fetchedBytes: number;
}

/** A bottle that the mirror lacks. */
export interface UnmirroredBottleOutput extends MirrorBottleOutput {
  /** `left-out`: there was no room for it; `not-tried`: the run ended before it. */
  readonly status: 'failed' | 'left-out' | 'not-tried';
  readonly error: ErrorOutput;
}

/** A formula without a bottle that the mirror could have. */
export interface MirrorMissingOutput {
  /** Its name today as brew writes it: with its tap, unless that is homebrew/core. */
  readonly formula: string;
  readonly target: TargetOutput;
  /** `NOT_ASKED_FOR`: it has a bottle, but only what needs it was asked for. */
  readonly code: ErrorCode | 'NOT_ASKED_FOR';
  /** The same in words. */
  readonly message: string;
  /** The formulae that need it, as brew writes them; empty for what was asked for by name. */
  readonly neededBy: readonly string[];
}
