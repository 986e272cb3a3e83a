import type { ErrorOutput, SkippedOutput } from '../parts/error-output.ts';
import type { ProvenanceOutput } from '../parts/provenance-output.ts';
import type {
  FailedResolutionOutput,
  FoundFields,
  NoBottleFields,
  NoBottleOutput,
  NotAFormulaOutput,
  TargetsOutput,
} from '../resolve/resolve-output.ts';

/** The output of `pull`. */
export interface PullOutput extends TargetsOutput {
  /** One per formula and target, in the order of the request. */
  readonly results: readonly PullResultOutput[];
  /** The Brewfile entries that were skipped. */
  readonly skipped: readonly SkippedOutput[];
}

/** What happened to one formula for one target, by its `status`. */
export type PullResultOutput =
  | PulledOutput
  | PlannedOutput
  | PrebuiltOutput
  | FailedPullOutput
  | FailedResolutionOutput
  | NoBottleOutput
  | NotAFormulaOutput;

/** What is known about a bottle apart from its content. */
export interface PullFields extends FoundFields {
  /** The bottle's size; null if nothing announces it. */
  readonly sizeBytes: number | null;
  /** The digest of the registry's index; null for a plain file host. */
  readonly indexDigest: string | null;
  /** The digest of its manifest; null if there is none. */
  readonly manifestDigest: string | null;
  /** The digest of the bottle. */
  readonly blobDigest: string;
}

/** A bottle that is in place now, verified. */
export interface PulledOutput extends PullFields {
  /** `cached`: nothing had to be downloaded. */
  readonly status: 'pulled' | 'cached';
  /** The path of the bottle; null if it went to standard output. */
  readonly file: string | null;
  /** The path of the sidecar for brew. */
  readonly sidecar: string | null;
  /** How to install it with brew. */
  readonly install: InstallOutput | null;
  /** The file with the attestations that prove who built it. */
  readonly attestations: string | null;
  /** Who built it; null if that was not asked for. */
  readonly provenance: ProvenanceOutput | null;
  /** Where in the tap's git history it was found, if no server had it. */
  readonly fromHistory: {
    readonly commit: string;
    readonly path: string;
    readonly blob: string;
  } | null;
}

/** How to install a bottle with brew. */
export interface InstallOutput {
  /** A shell command, to run in the folder of the file. */
  readonly command: string;
  /** What else to know, in sentences. */
  readonly notes: readonly string[];
  /** What must be installed first, in this order. */
  readonly dependencies: readonly string[];
  /** What its formula conflicts with; null if unknown. */
  readonly conflicts: readonly string[] | null;
  /** Whether brew will know what it was built with. */
  readonly hasSidecar: boolean;
  /** Whether Homebrew now refuses the formula. */
  readonly isDisabled: boolean;
}

/** A bottle that would be downloaded. */
export interface PlannedOutput extends PullFields {
  readonly status: 'planned';
  /** Whether the cache has it. */
  readonly isCached: boolean;
}

/** The ready-to-run file that a formula without a bottle downloads. */
export interface PrebuiltOutput extends NoBottleFields {
  readonly status: 'prebuilt';
  readonly fileName: string;
  /** Null if only planned, or if it went to standard output. */
  readonly file: string | null;
  /** Null if only planned. */
  readonly sizeBytes: number | null;
  /** Whether the cache had it. */
  readonly isCached: boolean;
}

/** A bottle that was found but could not be fetched. */
export interface FailedPullOutput extends FoundFields {
  readonly status: 'failed';
  readonly error: ErrorOutput;
}
