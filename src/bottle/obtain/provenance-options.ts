import type { TrustedRoot } from '../../provenance/attestation/trusted-root-schema.ts';

/** How to find out who built a bottle. */
export interface ProvenanceOptions {
  /** Refuses bottles without an attestation. */
  readonly required: boolean;
  /** Undefined for GitHub's own API. */
  readonly api: URL | undefined;
  /** Undefined for the trust root that is part of brewpull. */
  readonly trustedRoot: TrustedRoot | undefined;
}
