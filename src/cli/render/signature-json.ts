import type { FileSignatureOutput } from '../../output/parts/signature-output.ts';
import type { ReceiptSignature } from '../../receipt/comparison.ts';

/** Returns the verdict on a file's signature as plain data for JSON. */
export function toFileSignatureJson({ file, outcome }: ReceiptSignature): FileSignatureOutput {
  if (outcome.status === 'good') return { file, ...outcome };
  const { key, ...rest } = outcome;
  return { file, ...rest, ...(key === undefined ? {} : { key }) };
}
