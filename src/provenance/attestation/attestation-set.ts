/** The attestations that one repository has for a file: Sigstore bundles as served, not verified. */
export interface AttestationSet {
  /** `OWNER/REPO`, as requested. */
  readonly repository: string;
  readonly bundles: readonly unknown[];
}
