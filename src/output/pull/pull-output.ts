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

/** What `pull` answers. */
export interface PullOutput extends TargetsOutput {
  /** One for each formula and target, in the order of the request. */
  readonly results: readonly PullResultOutput[];
  /** Entries of Brewfiles that are not asked for. */
  readonly skipped: readonly SkippedOutput[];
}

/** What became of one formula for one target, by its `status`. */
export type PullResultOutput =
  | PulledOutput
  | PlannedOutput
  | PrebuiltOutput
  | FailedPullOutput
  | FailedResolutionOutput
  | NoBottleOutput
  | NotAFormulaOutput;

/** What is known of a bottle besides its content. */
export interface PullFields extends FoundFields {
  /** Of the bottle; null where nothing announces it. */
  readonly sizeBytes: number | null;
  /** Of the registry's index; null for a plain file host. */
  readonly indexDigest: string | null;
  /** Of its manifest; null where there is none. */
  readonly manifestDigest: string | null;
  /** Of the bottle. */
  readonly blobDigest: string;
}

/** A bottle that is there now, verified. */
export interface PulledOutput extends PullFields {
  /** `cached`: nothing had to be downloaded. */
  readonly status: 'pulled' | 'cached';
  /** Where it is; null when it went to standard output. */
  readonly file: string | null;
  /** The file beside it for brew. */
  readonly sidecar: string | null;
  /** How brew installs it. */
  readonly install: InstallOutput | null;
  /** The file that keeps what proves who built it. */
  readonly attestations: string | null;
  /** Who built it; null where that is not asked. */
  readonly provenance: ProvenanceOutput | null;
  /** Where in the tap's git history it was found, if no server gave it. */
  readonly fromHistory: {
    readonly commit: string;
    readonly path: string;
    readonly blob: string;
  } | null;
}

/** How brew installs a bottle. */
export interface InstallOutput {
  /** A line for a shell, to run in the folder of the file. */
  readonly command: string;
  /** The rest in sentences. */
  readonly notes: readonly string[];
  /** What must be installed first, in this order. */
  readonly dependencies: readonly string[];
  /** What its formula conflicts with; null where that is not known. */
  readonly conflicts: readonly string[] | null;
  /** Whether brew will know what it was built with. */
  readonly hasSidecar: boolean;
  /** Whether Homebrew refuses the formula by now. */
  readonly isDisabled: boolean;
}

/** What would be downloaded. */
export interface PlannedOutput extends PullFields {
  readonly status: 'planned';
  /** Whether the cache has it. */
  readonly isCached: boolean;
}

/** What a formula without a bottle downloads ready to run. */
export interface PrebuiltOutput extends NoBottleFields {
  readonly status: 'prebuilt';
  readonly fileName: string;
  /** Null where it is only planned, and when it went to standard output. */
  readonly file: string | null;
  /** Null where it is only planned. */
  readonly sizeBytes: number | null;
  /** Whether the cache had it. */
  readonly isCached: boolean;
}

/** A bottle that was found, but not obtained. */
export interface FailedPullOutput extends FoundFields {
  readonly status: 'failed';
  readonly error: ErrorOutput;
}
