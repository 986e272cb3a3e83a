import type { Digest } from '../../core/digest.ts';
import type { BrewpullError } from '../../core/errors.ts';
import type { ReadyFile } from '../../history/ruby/ready-file.ts';
import type { ApiPlace } from '../../registry/api/api-places.ts';
import type { HistoryFile, ReceiptConnection } from '../../receipt/receipt.ts';
import type { ProvenanceOutcome } from '../../provenance/attestation/provenance-outcome.ts';
import type { FoundBottle, NoBottle, Resolution } from '../resolve/resolution.ts';

/** What became of one formula and target in a pull. */
export type PullOutcome =
  | PulledBottle
  | PlannedBottle
  | PulledPrebuilt
  | FailedPull
  | Exclude<Resolution, FoundBottle>;

/** A bottle on disk, verified. */
export interface PulledBottle extends PulledFacts {
  /** `cached`: nothing had to be downloaded. */
  readonly status: 'pulled' | 'cached';
  readonly sizeBytes: number;
  /** Where the bottle is; undefined when it went to standard output. */
  readonly file: string | undefined;
  /** Undefined when the registry has no build record to make one of. */
  readonly sidecar: string | undefined;
  /** Names of the runtime dependencies in the order of installing; undefined without a build record. */
  readonly dependencies: readonly string[] | undefined;
  readonly connection: ReceiptConnection | undefined;
  /** Where in the tap's history it was found; undefined when a server gave it, or the cache had it. */
  readonly fromHistory: HistoryFile | undefined;
  /** Who built it; undefined when the options do not ask for it. */
  readonly provenance: ProvenanceOutcome | undefined;
  /** The file that keeps what proves it. */
  readonly attestations: string | undefined;
}

/** With `--dry-run`: what would be downloaded. */
export interface PlannedBottle extends PulledFacts {
  readonly status: 'planned';
  /** Undefined where no manifest announces it. */
  readonly sizeBytes: number | undefined;
  /** Whether the cache has it. */
  readonly isCached: boolean;
}

/** What a formula without a bottle downloads ready to run: verified by the formula's sha256, and not a bottle. */
export interface PulledPrebuilt {
  readonly status: 'prebuilt';
  readonly answer: NoBottle;
  readonly prebuilt: ReadyFile;
  readonly fileName: string;
  /** Undefined with `--dry-run`, and when it went to standard output. */
  readonly file: string | undefined;
  /** Undefined with `--dry-run`. */
  readonly sizeBytes: number | undefined;
  readonly isCached: boolean;
}

/** The bottle was found, but not obtained. */
interface FailedPull {
  readonly status: 'failed';
  readonly requested: string;
  readonly target: FoundBottle['target'];
  /** What was found, as far as it went. */
  readonly found: FoundBottle;
  readonly error: BrewpullError;
}

/** What is known of a bottle besides its bytes. */
interface PulledFacts {
  readonly found: FoundBottle;
  /** Undefined for bottles of plain file hosts. */
  readonly documents: ServedDocuments | undefined;
}

/** What a registry said of a bottle. */
export interface ServedDocuments {
  readonly index: ServedSize;
  /** Undefined when the registry does not have it. */
  readonly manifest: ServedSize | undefined;
  /** Where the registry's API was found. */
  readonly place?: Pick<ApiPlace, 'registry' | 'repository'> | undefined;
}

/** A document as served. */
export interface ServedSize {
  readonly digest: Digest;
  readonly sizeBytes: number;
}
