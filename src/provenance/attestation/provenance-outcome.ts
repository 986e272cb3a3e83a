/**
 * What is known about who built a bottle. The four never mix: an attestation that cannot be verified is not the same as none, and
 * a bottle for which there is no one to ask is neither.
 */
export type ProvenanceOutcome =
  | VerifiedProvenance
  | UnsupportedProvenance
  | { readonly status: 'none' }
  | {
      readonly status: 'invalid';
      /** Why each attestation was refused, in order; never empty. */
      readonly reasons: readonly ProvenanceReason[];
    };

/** A bottle for which it is unknown who had to sign it. */
export interface UnsupportedProvenance {
  readonly status: 'unsupported';
  /**
   * `CUSTOM_REMOTE`: its tap was cloned from elsewhere than its name says; `NO_REMOTE`: the clone does not say from where;
   * `NOT_ASKED`: its repository was not asked when it was fetched; `TAP_UNKNOWN`: its tap is not known.
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
  /** The commit of that repository; undefined if the certificate does not say. */
  readonly commit: string | undefined;
  /** When it was signed, vouched for by a log or a timestamp authority: UTC in ISO 8601. */
  readonly time: string;
  readonly issuer: string;
  /** Whether the attestation was made retroactively, for bottles that were on the server in early 2024. */
  readonly backfilled: boolean;
  /** The file's name in the attestation. */
  readonly subject: string;
}

/** Why one attestation was refused. */
export interface ProvenanceReason {
  readonly code: SignatureReasonCode | PolicyReasonCode;
  /** What is wrong with the attestation (`it`), without a full stop. */
  readonly message: string;
}

/** The signature is not valid. */
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

/** The signature is valid, but Homebrew's policy does not accept it for this bottle. */
export type PolicyReasonCode =
  | 'STATEMENT_MALFORMED'
  | 'ISSUER'
  | 'REPOSITORY'
  | 'PREDICATE'
  | 'DIGEST'
  | 'SUBJECT_NAME'
  | 'BACKFILL_AFTER_CUTOFF';
