/** What is known of who built a bottle. The three never mix: what cannot be verified is not the same as nothing. */
export type ProvenanceOutcome =
  | VerifiedProvenance
  | { readonly status: 'none' }
  | {
      readonly status: 'invalid';
      /** Why each attestation was refused, in their order; never empty. */
      readonly reasons: readonly ProvenanceReason[];
    };

/** A bottle whose builder is known. */
export interface VerifiedProvenance {
  readonly status: 'verified';
  /** The workflow that signed, with the ref it ran at: `https://github.com/OWNER/REPO/.github/workflows/FILE@REF`. */
  readonly workflow: string;
  /** `OWNER/REPO`. */
  readonly repository: string;
  /** The commit of that repository; undefined when the certificate does not say. */
  readonly commit: string | undefined;
  /** When it was signed, vouched for by a log or a timestamp authority: UTC in ISO 8601. */
  readonly time: string;
  readonly issuer: string;
  /** The attestation was made afterwards, for bottles that were on the server in early 2024. */
  readonly backfilled: boolean;
  /** The name that the attestation gives the file. */
  readonly subject: string;
}

/** Why one attestation was refused. */
export interface ProvenanceReason {
  readonly code: SignatureReasonCode | PolicyReasonCode;
  /** Says what is wrong with the attestation (`it`), without a full stop. */
  readonly message: string;
}

/** The signature does not hold. */
export type SignatureReasonCode =
  | 'BUNDLE_MALFORMED'
  | 'NOT_AN_ATTESTATION'
  | 'CERTIFICATE_MISSING'
  | 'CERTIFICATE_UNTRUSTED'
  | 'CERTIFICATE_EXPIRED'
  | 'CERTIFICATE_NOT_YET_VALID'
  | 'LOG_ENTRY_MISSING'
  | 'LOG_ENTRY_INVALID'
  | 'LOG_ENTRY_MISMATCH'
  | 'TIMESTAMP_INVALID'
  | 'SIGNATURE_MISMATCH'
  | 'PAYLOAD_CHANGED';

/** The signature holds, but it is not one that Homebrew's policy takes for this bottle. */
export type PolicyReasonCode =
  | 'STATEMENT_MALFORMED'
  | 'ISSUER'
  | 'REPOSITORY'
  | 'PREDICATE'
  | 'DIGEST'
  | 'SUBJECT_NAME'
  | 'BACKFILL_AFTER_CUTOFF';
