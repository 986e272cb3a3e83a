import type { Digest } from '../../core/digest.ts';
import type { FileSigner } from '../../provenance/attestation/verify-file-bundle.ts';
import type { TrustedRoot } from '../../provenance/attestation/trusted-root-schema.ts';
import type { TravelSource } from './travel-source.ts';
import type { TravelFacts } from './travel-facts.ts';

/** What is to be fetched, and what becomes of it. */
export interface TravelFetch {
  readonly source: TravelSource;
  /** The tap that it must be of; undefined for any. */
  readonly tap: string | undefined;
  /** Where it is written; undefined for the place where everything looks for it. */
  readonly output: string | undefined;
  /** Replaces a newer file as well, and something else under the name of `output`. */
  readonly force: boolean;
  readonly requireProvenance: boolean;
  /** Undefined for the trust root that is part of brewpull. */
  readonly trustedRoot: TrustedRoot | undefined;
  /** UTC in ISO 8601. */
  readonly now: string;
}

/** What is there in the end. */
export interface TravelFetched {
  readonly status: 'fetched' | 'unchanged';
  readonly path: string;
  readonly file: TravelFacts;
  readonly digest: Digest;
  readonly sizeBytes: number;
  /** Names it, where that is possible so that it can be no other file. */
  readonly pinned: string;
  readonly replaced: TravelFacts | undefined;
  /** Undefined where there is no provenance. */
  readonly signedBy: FileSigner | undefined;
}
