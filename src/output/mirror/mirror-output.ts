import type { ErrorCode } from '../../core/error-code.ts';
import type { ErrorOutput } from '../parts/error-output.ts';
import type { TargetOutput } from '../parts/target-output.ts';

/** What `mirror` answers. */
export interface MirrorOutput {
  /** The folder. */
  readonly path: string;
  /** `interrupted`: the mirror is as it was, and the next run continues. */
  readonly status: 'complete' | 'interrupted';
  /** Whether an earlier run was continued. */
  readonly isContinued: boolean;
  /** How many are in the mirror now; null before it is complete for the first time. */
  readonly bottles: number | null;
  /** Of these, each counted once. */
  readonly sizeBytes: number | null;
  readonly counts: MirrorCountsOutput;
  /** Of bottles, in this run. */
  readonly fetchedBytes: number;
  /** What was removed; null where that was not asked for. */
  readonly pruned: { readonly files: number; readonly sizeBytes: number } | null;
  /** One for each bottle and target. */
  readonly results: readonly MirrorResultOutput[];
  /** What has no bottle, or needs one that was not asked for. */
  readonly missing: readonly MirrorMissingOutput[];
  /** What ended the run before its time. */
  readonly error: ErrorOutput | null;
}

/** How many results have which status. */
export interface MirrorCountsOutput {
  readonly new: number;
  readonly kept: number;
  readonly republished: number;
  readonly gone: number;
  readonly 'left-out': number;
  readonly failed: number;
  readonly 'not-tried': number;
}

/** What became of one bottle for one target. */
export type MirrorResultOutput = MirroredBottleOutput | UnmirroredBottleOutput;

/** Which bottle, and for which system. */
export interface MirrorBottleOutput {
  /** The name that the bottle was built under. */
  readonly formula: string;
  /** The formula's name today, where it is another one; else left out. */
  readonly formulaNow?: string;
  readonly tap: string;
  /** The system that it was asked for. */
  readonly target: TargetOutput;
  /** Version and revision: `9.0.1900_1`. */
  readonly pkgVersion: string;
}

/** A bottle that the mirror has. */
export interface MirroredBottleOutput extends MirrorBottleOutput {
  /** `republished`: its index was published again; `gone`: from the registry, and kept here. */
  readonly status: 'new' | 'kept' | 'republished' | 'gone';
  readonly rebuild: number;
  readonly bottleTag: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Of the bottle, in this run. */
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
  /** `NOT_ASKED_FOR`: it has a bottle, and only what needs it was asked for. */
  readonly code: ErrorCode | 'NOT_ASKED_FOR';
  /** The same for people. */
  readonly message: string;
  /** Formulae, as brew writes them; empty for what was asked for by name. */
  readonly neededBy: readonly string[];
}
