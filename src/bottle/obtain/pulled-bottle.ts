import type { Digest } from '../../core/digest.ts';
import type { BrewpullError } from '../../core/errors.ts';
import type { ReadyFile } from '../../history/ruby/ready-file.ts';
import type { ApiPlace } from '../../registry/api/api-places.ts';
import type { HistoryFile, ReceiptConnection } from '../../receipt/receipt.ts';
import type { ProvenanceOutcome } from '../../provenance/attestation/provenance-outcome.ts';
import type { FoundBottle, NoBottle, Resolution } from '../resolve/resolution.ts';

/** The outcome of a pull for one formula and target. */
export type PullOutcome =
  | PulledBottle
  | PlannedBottle
  | PulledPrebuilt
  | FailedPull
  | Exclude<Resolution, FoundBottle>;

/** A verified bottle on disk. */
export interface PulledBottle extends PulledFacts {
  /** `cached`: nothing had to be downloaded. */
  readonly status: 'pulled' | 'cached';
  readonly sizeBytes: number;
  /** Where the bottle is; undefined when it went to standard output. */
  readonly file: string | undefined;
  /** Undefined when the registry has no build record to make one from. */
  readonly sidecar: string | undefined;
  /** Names of the runtime dependencies in install order; undefined without a build record. */
  readonly dependencies: readonly string[] | undefined;
  readonly connection: ReceiptConnection | undefined;
  /** Where in the tap's history it was found; undefined when it came from a server or the cache. */
  readonly fromHistory: HistoryFile | undefined;
  /** Who built it; undefined when the options do not ask for it. */
  readonly provenance: ProvenanceOutcome | undefined;
  /** The file that holds the proof. */
  readonly attestations: string | undefined;
}

/** With `--dry-run`: what would be downloaded. */
export interface PlannedBottle extends PulledFacts {
  readonly status: 'planned';
  /** Undefined if no manifest announces it. */
  readonly sizeBytes: number | undefined;
  /** Whether the cache has it. */
  readonly isCached: boolean;
}

/** A ready-to-run file that a formula without a bottle downloads: not a bottle, but verified by the formula's sha256. */
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

/** A bottle that was found, but not obtained. */
interface FailedPull {
  readonly status: 'failed';
  readonly requested: string;
  readonly target: FoundBottle['target'];
  /** The bottle as it was found before the failure. */
  readonly found: FoundBottle;
  readonly error: BrewpullError;
}

/** What is known about a bottle besides its bytes. */
interface PulledFacts {
  readonly found: FoundBottle;
  /** Undefined for bottles of plain file hosts. */
  readonly documents: ServedDocuments | undefined;
}

/** What a registry said about a bottle. */
export interface ServedDocuments {
  readonly index: ServedSize;
  /** Undefined when the registry does not have it. */
  readonly manifest: ServedSize | undefined;
  /** Where the registry's API was found. */
  readonly place?: Pick<ApiPlace, 'registry' | 'repository'> | undefined;
}

/** A document as the registry sent it. */
export interface ServedSize {
  readonly digest: Digest;
  readonly sizeBytes: number;
}
