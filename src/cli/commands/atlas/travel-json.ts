import type { FileSigner } from '../../../provenance/attestation/verify-file-bundle.ts';
import type { TravelFacts } from '../../../mirror/travel/travel-facts.ts';

/** Writes what a travelling file is for programs. */
export function toFileJson(facts: {
  readonly file: TravelFacts;
  readonly digest: string;
  readonly sizeBytes: number;
}): object {
  const { file, digest, sizeBytes } = facts;
  const { kind, tap, head } = file;
  return { kind, tap, head: { commit: head.commit ?? null, date: head.date }, digest, sizeBytes };
}

/** Writes who signed a file for programs: null where nobody did. */
export function toSignerJson(signer: FileSigner | undefined): object | null {
  if (signer === undefined) return null;
  const { signer: name, issuer, time, predicateType } = signer;
  return { signer: name, issuer: issuer ?? null, time, predicateType };
}
