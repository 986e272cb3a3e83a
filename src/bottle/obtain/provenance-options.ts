import type { TrustedRoot } from '../../provenance/attestation/trusted-root-schema.ts';

/** How it is found out who built a bottle. */
export interface ProvenanceOptions {
  /** A bottle without an attestation is refused. */
  readonly required: boolean;
  /** Undefined for GitHub's own API. */
  readonly api: URL | undefined;
  /** Undefined for the trust root that is part of brewpull. */
  readonly trustedRoot: TrustedRoot | undefined;
}
