import type { FileSignatureOutput } from '../../output/parts/signature-output.ts';
import type { ReceiptSignature } from '../../receipt/comparison.ts';

/** Writes for programs what a signature of a file is worth. */
export function toFileSignatureJson({ file, outcome }: ReceiptSignature): FileSignatureOutput {
  if (outcome.status === 'good') return { file, ...outcome };
  const { key, ...rest } = outcome;
  return { file, ...rest, ...(key === undefined ? {} : { key }) };
}
