import {
  InvalidProvenanceError,
  MissingProvenanceError,
  UnsupportedProvenanceError,
} from '../../core/errors.ts';
import { CORE_TAP } from '../../core/formula-key.ts';
import type { ProvenanceOutcome } from '../../provenance/attestation/provenance-outcome.ts';
import type { FoundBottle } from '../resolve/resolution.ts';

/** Refuses a bottle with invalid attestations; with `required` also one without any, or if there is no place to ask for them. */
export function requireProvenance(
  outcome: ProvenanceOutcome,
  { fileName, tap }: Pick<FoundBottle, 'fileName' | 'tap'>,
  required: boolean,
): void {
  if (outcome.status === 'invalid') {
    const reasons = outcome.reasons.map(({ code, message }) => `${message} (${code})`).join('; ');
    throw new InvalidProvenanceError(`the attestation of ${fileName} is not valid: ${reasons}`, {
      hint: 'Do not install it. Pull it again over another network and compare the receipts.',
    });
  }
  if (outcome.status === 'none' && required) {
    const why =
      tap === CORE_TAP ? 'Bottles from before 2024 have none.' : 'Few taps attest their bottles.';
    throw new MissingProvenanceError(`${fileName} has no build attestation`, {
      hint: `${why} Leave out --require-provenance to accept that.`,
    });
  }
  if (outcome.status === 'unsupported' && required) {
    throw new UnsupportedProvenanceError(
      `nothing can prove who built ${fileName}: ${outcome.message} (${outcome.code})`,
      {
        hint:
          outcome.code === 'CUSTOM_REMOTE' || outcome.code === 'NO_REMOTE'
            ? `Run brewpull sync --tap ${tap} and name no other clone, or leave --require-provenance out.`
            : undefined,
      },
    );
  }
}
