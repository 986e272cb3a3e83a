import type { FileSigner } from '../../../provenance/attestation/verify-file-bundle.ts';
import type { TravelFacts } from '../../../mirror/travel/travel-facts.ts';
import type {
  SignerOutput,
  TravellingFileOutput,
} from '../../../output/atlas/atlas-output-schema.ts';

/** Returns the facts of a travelling file as plain data for JSON. */
export function toFileJson(facts: {
  readonly file: TravelFacts;
  readonly digest: string;
  readonly sizeBytes: number;
}): TravellingFileOutput {
  const { file, digest, sizeBytes } = facts;
  const { kind, tap } = file;
  return { kind, tap, head: toHeadJson(file), digest, sizeBytes };
}

/** Returns the state of history that a travelling file is for. */
export function toHeadJson({ head }: TravelFacts): TravellingFileOutput['head'] {
  return { commit: head.commit ?? null, date: head.date };
}

/** Returns who signed a file as plain data for JSON; null if nobody did. */
export function toSignerJson(signer: FileSigner | undefined): SignerOutput | null {
  if (signer === undefined) return null;
  const { signer: name, issuer, time, predicateType } = signer;
  return { signer: name, issuer: issuer ?? null, time, predicateType };
}
