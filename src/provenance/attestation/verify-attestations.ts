import {
  applyPolicy,
  BACKFILL_REPOSITORY,
  CORE_REPOSITORY,
  type AttestedBottle,
} from './attestation-policy.ts';
import type { AttestationSet } from './attestation-set.ts';
import type { ProvenanceOutcome, ProvenanceReason } from './provenance-outcome.ts';
import { pinnedTrustedRoot, type TrustedRoot } from './trusted-root-schema.ts';

/** What to verify, and with whose word. */
export interface ProvenanceRequest extends AttestedBottle {
  readonly attestations: readonly AttestationSet[];
  /** Undefined for the trust root that is part of brewpull. */
  readonly trustedRoot: TrustedRoot | undefined;
}

/**
 * Says who built a bottle, with no network, by brew's own policy (Library/Homebrew/attestation.rb at aad366ffaf): one good
 * attestation of homebrew-core is enough; only when homebrew-core has none at all does the backfill count.
 * The caller checks that the file hashes to `sha256`. Loads the Sigstore libraries when there is something to verify.
 */
export async function verifyAttestations(request: ProvenanceRequest): Promise<ProvenanceOutcome> {
  const { attestations } = request;
  const strangers = attestations.filter(
    ({ repository }) => repository !== CORE_REPOSITORY && repository !== BACKFILL_REPOSITORY,
  );
  const core = bundlesOf(attestations, CORE_REPOSITORY);
  if (core.length > 0) return judge(core, CORE_REPOSITORY, request);
  const backfill = bundlesOf(attestations, BACKFILL_REPOSITORY);
  if (backfill.length > 0) return judge(backfill, BACKFILL_REPOSITORY, request);
  const reasons = strangers.flatMap(({ repository, bundles }) =>
    bundles.map((): ProvenanceReason => ({
      code: 'REPOSITORY',
      message: `it is from ${repository}, not ${CORE_REPOSITORY}`,
    })),
  );
  return reasons.length > 0 ? { status: 'invalid', reasons } : { status: 'none' };
}

function bundlesOf(attestations: readonly AttestationSet[], repository: string): unknown[] {
  return attestations.flatMap((set) => (set.repository === repository ? set.bundles : []));
}

async function judge(
  bundles: readonly unknown[],
  repository: string,
  request: ProvenanceRequest,
): Promise<ProvenanceOutcome> {
  const { readTrustMaterial, verifySignature } = await import('./sigstore.ts');
  const material = readTrustMaterial((request.trustedRoot ?? pinnedTrustedRoot()).json);
  const reasons: ProvenanceReason[] = [];
  for (const bundle of bundles) {
    const signed = verifySignature(bundle, material);
    const result = signed.status === 'signed' ? applyPolicy(signed, repository, request) : signed;
    if ('workflow' in result) return result;
    reasons.push({ code: result.code, message: result.message });
  }
  return { status: 'invalid', reasons };
}
