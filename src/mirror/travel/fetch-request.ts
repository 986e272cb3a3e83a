import type { Digest } from '../../core/digest.ts';
import type { FileSigner } from '../../provenance/attestation/verify-file-bundle.ts';
import type { TrustedRoot } from '../../provenance/attestation/trusted-root-schema.ts';
import type { TravelSource } from './travel-source.ts';
import type { TravelFacts } from './travel-facts.ts';

/** What to fetch, and what to do with it. */
export interface TravelFetch {
  readonly source: TravelSource;
  /** The tap that it must be for; undefined for any. */
  readonly tap: string | undefined;
  /** Where to write it; undefined for the default place. */
  readonly output: string | undefined;
  /** Whether to replace even a newer file, or something else at `output`. */
  readonly force: boolean;
  readonly requireProvenance: boolean;
  /** Undefined for brewpull's own trust root. */
  readonly trustedRoot: TrustedRoot | undefined;
  /** The current time, ISO 8601 in UTC. */
  readonly now: string;
}

/** The result of a fetch. */
export interface TravelFetched {
  readonly status: 'fetched' | 'unchanged';
  readonly path: string;
  readonly file: TravelFacts;
  readonly digest: Digest;
  readonly sizeBytes: number;
  /** A name for it that, if possible, no other file can have. */
  readonly pinned: string;
  readonly replaced: TravelFacts | undefined;
  /** Undefined if there is no provenance. */
  readonly signedBy: FileSigner | undefined;
}
