/** Who built a bottle, by its `status`. */
export type ProvenanceOutput =
  | VerifiedOutput
  | NoAttestationOutput
  | InvalidAttestationOutput
  | UnsupportedOutput;

/** A valid attestation was found. */
export interface VerifiedOutput {
  readonly status: 'verified';
  /** The workflow that signed it, with the ref it ran at. */
  readonly workflow: string;
  /** `OWNER/REPO`. */
  readonly repository: string;
  /** The commit in that repository; null if the certificate does not say. */
  readonly commit: string | null;
  /** When it was signed, ISO 8601 in UTC. */
  readonly time: string;
  readonly issuer: string;
  /** Whether it was made afterwards, for bottles that were already on the server in early 2024. */
  readonly backfilled: boolean;
  /** The name of the file in the attestation. */
  readonly subject: string;
}

/** There is no attestation. */
export interface NoAttestationOutput {
  readonly status: 'none';
}

/** No attestation is valid. */
export interface InvalidAttestationOutput {
  readonly status: 'invalid';
  /** Why each one was refused. */
  readonly reasons: readonly AttestationReasonOutput[];
}

/** Why an attestation was refused. */
export interface AttestationReasonOutput {
  /** From `STATEMENT_MALFORMED` on, the signature is valid but does not count for this bottle. */
  readonly code:
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
    | 'PAYLOAD_CHANGED'
    | 'STATEMENT_MALFORMED'
    | 'ISSUER'
    | 'REPOSITORY'
    | 'PREDICATE'
    | 'DIGEST'
    | 'SUBJECT_NAME'
    | 'BACKFILL_AFTER_CUTOFF';
  /** The same in words. */
  readonly message: string;
}

/** It is unknown who should have signed it. */
export interface UnsupportedOutput {
  readonly status: 'unsupported';
  readonly code: 'CUSTOM_REMOTE' | 'NO_REMOTE' | 'NOT_ASKED' | 'TAP_UNKNOWN';
  /** The same in words. */
  readonly message: string;
}
