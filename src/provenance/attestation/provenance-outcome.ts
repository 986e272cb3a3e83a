/**
 * What is known of who built a bottle. The four never mix: what cannot be verified is not the same as nothing, and what nobody can
 * be asked about is neither.
 */
export type ProvenanceOutcome =
  | VerifiedProvenance
  | UnsupportedProvenance
  | { readonly status: 'none' }
  | {
      readonly status: 'invalid';
      /** Why each attestation was refused, in their order; never empty. */
      readonly reasons: readonly ProvenanceReason[];
    };

/** A bottle of which nobody can say who had to sign it. */
export interface UnsupportedProvenance {
  readonly status: 'unsupported';
  /**
   * `CUSTOM_REMOTE`: its tap is cloned from elsewhere than its name says; `NO_REMOTE`: nothing says from where; `NOT_ASKED`: no
   * repository was asked when it was fetched; `TAP_UNKNOWN`: nothing at hand names its tap.
   */
  readonly code: 'CUSTOM_REMOTE' | 'NO_REMOTE' | 'NOT_ASKED' | 'TAP_UNKNOWN';
  /** A sentence without a full stop. */
  readonly message: string;
}

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
