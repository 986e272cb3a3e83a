import type { EvidenceLine } from './evidence/evidence-line.ts';
import type { ApiBottle } from '../provenance/signed-api/api-bottle-schema.ts';
import type { ProvenanceOutcome } from '../provenance/attestation/provenance-outcome.ts';
import type { TrustedRoot } from '../provenance/attestation/trusted-root-schema.ts';
import type { Receipt } from '../receipt/receipt.ts';

/** What was found out about one path. */
export interface Verification {
  readonly kind: 'bottle' | 'bundle' | 'image';
  readonly path: string;
  /** Empty when everything is as it must be. */
  readonly findings: readonly Finding[];
  readonly bottles: readonly VerifiedBottle[];
  /** What an archive holds; undefined for anything else, and where it cannot be read. */
  readonly image?: ImageSummary | undefined;
  /** What could not be checked, as sentences. */
  readonly notes?: readonly string[];
}

/** A container image in an archive. */
interface ImageSummary {
  /** Undefined when the archive does not say. */
  readonly fullName: string | undefined;
  readonly manifestDigest: string;
  readonly imageId: string;
  readonly layers: number;
}

/** One thing that is wrong. */
export interface Finding {
  readonly code: string;
  /** The file it is about. */
  readonly file: string;
  /** A sentence without a full stop. */
  readonly message: string;
}

/** What vouches for one bottle. */
export interface VerifiedBottle {
  readonly fileName: string;
  readonly sha256: string;
  /** Who says that this is the right sha256, e.g. `its sidecar`. */
  readonly witnesses: readonly string[];
  /** Undefined when no attestations are kept with it. */
  readonly provenance: ProvenanceOutcome | undefined;
  /** The nine lines of evidence; undefined where they were not asked for. */
  readonly evidence: readonly EvidenceLine[] | undefined;
}

/** How it is verified. */
export interface VerifyRequest {
  readonly explain: boolean;
  /** A bottle without an attestation is a finding. */
  readonly requireProvenance: boolean;
  /** Undefined for the trust root that is part of brewpull. */
  readonly trustedRoot: TrustedRoot | undefined;
  /** What an earlier pull wrote down. */
  readonly receipt: Receipt | undefined;
  /** Finds what signed data of formulae.brew.sh, already verified, says of a formula. */
  readonly api: ((formula: string) => ApiBottle | undefined) | undefined;
}
