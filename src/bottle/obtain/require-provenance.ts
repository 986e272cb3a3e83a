import { InvalidProvenanceError, MissingProvenanceError } from '../../core/errors.ts';
import type { ProvenanceOutcome } from '../../provenance/attestation/provenance-outcome.ts';

/** Refuses a bottle whose attestations are not valid, and with `required` one that has none. */
export function requireProvenance(
  outcome: ProvenanceOutcome,
  fileName: string,
  required: boolean,
): void {
  if (outcome.status === 'invalid') {
    const reasons = outcome.reasons.map(({ code, message }) => `${message} (${code})`).join('; ');
    throw new InvalidProvenanceError(`the attestation of ${fileName} is not valid: ${reasons}`, {
      hint: 'Do not install it. Pull it again over another network and compare the receipts.',
    });
  }
  if (outcome.status === 'none' && required) {
    throw new MissingProvenanceError(`${fileName} has no build attestation`, {
      hint: 'Bottles from before 2024 have none. Leave --require-provenance out to accept that.',
    });
  }
}
