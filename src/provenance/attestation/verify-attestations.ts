import {
  applyPolicy,
  BACKFILL_REPOSITORY,
  CORE_REPOSITORY,
  type AttestedBottle,
  type WantedSigner,
} from './attestation-policy.ts';
import type { AttestationSet } from './attestation-set.ts';
import type { ProvenanceOutcome, ProvenanceReason } from './provenance-outcome.ts';
import { unsupported } from './tap-signer.ts';
import { pinnedTrustedRoot, type TrustedRoot } from './trusted-root-schema.ts';

/** What to verify, and against which trust root. */
export interface ProvenanceRequest extends AttestedBottle {
  readonly attestations: readonly AttestationSet[];
  /** Undefined for the trust root built into brewpull. */
  readonly trustedRoot: TrustedRoot | undefined;
}

/**
 * Verifies offline who built a bottle of homebrew/core, by brew's own policy (Library/Homebrew/attestation.rb at aad366ffaf): one
 * good attestation of homebrew-core is enough; the backfill counts only if homebrew-core has none at all. The caller checks that
 * the file hashes to `sha256`. Loads the Sigstore libraries if there is something to verify.
 */
export async function verifyAttestations(request: ProvenanceRequest): Promise<ProvenanceOutcome> {
  const { attestations } = request;
  const core = bundlesOf(attestations, CORE_REPOSITORY);
  if (core.length > 0) {
    return judge(core, { repository: CORE_REPOSITORY, isBackfill: false }, request);
  }
  const backfill = bundlesOf(attestations, BACKFILL_REPOSITORY);
  if (backfill.length > 0) {
    return judge(backfill, { repository: BACKFILL_REPOSITORY, isBackfill: true }, request);
  }
  return refuseStrangers(attestations, CORE_REPOSITORY) ?? { status: 'none' };
}

/**
 * Verifies the same for a bottle of a tap: only the tap's own repository counts, and there is no backfill. A repository that was
 * never asked is not the same as one that has none.
 */
export async function verifyTapAttestations(
  request: ProvenanceRequest,
  repository: string,
): Promise<ProvenanceOutcome> {
  const { attestations } = request;
  const own = bundlesOf(attestations, repository);
  if (own.length > 0) return judge(own, { repository, isBackfill: false }, request);
  const refused = refuseStrangers(attestations, repository);
  if (refused !== undefined) return refused;
  return attestations.some((set) => isSame(set.repository, repository))
    ? { status: 'none' }
    : unsupported('NOT_ASKED', `${repository} was not asked when the bottle was fetched`);
}

/** Returns whether a set is from a repository that counts for homebrew/core. */
export function isForCore({ repository }: AttestationSet): boolean {
  return isSame(repository, CORE_REPOSITORY) || isSame(repository, BACKFILL_REPOSITORY);
}

function bundlesOf(attestations: readonly AttestationSet[], repository: string): unknown[] {
  return attestations.flatMap((set) => (isSame(set.repository, repository) ? set.bundles : []));
}

/** GitHub ignores case in repository names. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Refuses what other repositories signed; undefined if there is nothing. */
function refuseStrangers(
  attestations: readonly AttestationSet[],
  wanted: string,
): ProvenanceOutcome | undefined {
  const reasons = attestations.flatMap(({ repository, bundles }) =>
    bundles.map((): ProvenanceReason => ({
      code: 'REPOSITORY',
      message: `it is from ${repository}, not ${wanted}`,
    })),
  );
  return reasons.length > 0 ? { status: 'invalid', reasons } : undefined;
}

async function judge(
  bundles: readonly unknown[],
  signer: WantedSigner,
  request: ProvenanceRequest,
): Promise<ProvenanceOutcome> {
  const { readTrustMaterial, verifySignature } = await import('./sigstore.ts');
  const material = readTrustMaterial((request.trustedRoot ?? pinnedTrustedRoot()).json);
  const reasons: ProvenanceReason[] = [];
  for (const bundle of bundles) {
    const signed = verifySignature(bundle, material);
    const result = signed.status === 'signed' ? applyPolicy(signed, signer, request) : signed;
    if ('workflow' in result) return result;
    reasons.push({ code: result.code, message: result.message });
  }
  return { status: 'invalid', reasons };
}
