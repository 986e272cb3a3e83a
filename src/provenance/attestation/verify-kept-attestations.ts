import { unreachable } from '../../core/unreachable.ts';
import type { ProvenanceOutcome } from './provenance-outcome.ts';
import { signerOf, unsupported } from './tap-signer.ts';
import {
  isForCore,
  verifyAttestations,
  verifyTapAttestations,
  type ProvenanceRequest,
} from './verify-attestations.ts';

/**
 * Verifies attestations that were kept with a bottle, offline. The required signer follows from the bottle's tap, never from the
 * attestation file itself. `tap` is undefined if nothing at hand names it; then only homebrew/core's rule can be applied, and
 * what another repository signed proves nothing.
 */
export async function verifyKeptAttestations(
  request: ProvenanceRequest,
  tap: string | undefined,
): Promise<ProvenanceOutcome> {
  if (tap === undefined) {
    const { attestations } = request;
    return attestations.length > 0 && !attestations.some(isForCore)
      ? unsupported('TAP_UNKNOWN', 'nothing at hand says which tap the bottle is from')
      : verifyAttestations(request);
  }
  const signer = signerOf(tap);
  switch (signer.status) {
    case 'core':
      return verifyAttestations(request);
    case 'tap':
      return verifyTapAttestations(request, signer.repository);
    case 'unsupported':
      return signer;
    default:
      return unreachable(signer);
  }
}
