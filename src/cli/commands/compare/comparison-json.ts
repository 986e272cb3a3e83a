import type {
  CompareOutput,
  ComparedArtifactOutput,
  ComparedSignaturesOutput,
  NetworkOutput,
} from '../../../output/compare/compare-output.ts';
import type { ArtifactComparison, Comparison } from '../../../receipt/comparison.ts';
import type { ReceiptNetwork } from '../../../receipt/receipt.ts';
import { toFileSignatureJson } from '../../render/signature-json.ts';

/** Returns a comparison of receipts as plain data for JSON. */
export function toComparisonJson(comparison: Comparison): CompareOutput {
  return {
    ...comparison,
    receipts: comparison.receipts.map(({ name, network, created, tool }) => ({
      name,
      network: toNetworkJson(network),
      created,
      tool,
    })),
    artifacts: comparison.artifacts.map(toArtifactJson),
    signatures: toSignaturesJson(comparison.signatures),
  };
}

function toNetworkJson({ label, country, proxy }: ReceiptNetwork): NetworkOutput {
  return {
    ...(label === undefined ? {} : { label }),
    ...(country === undefined ? {} : { country }),
    ...(proxy === undefined ? {} : { proxy }),
  };
}

function toArtifactJson(artifact: ArtifactComparison): ComparedArtifactOutput {
  return { ...artifact, difference: artifact.difference ?? null };
}

function toSignaturesJson(signatures: Comparison['signatures']): ComparedSignaturesOutput | null {
  if (signatures === null) return null;
  const receipts = signatures.receipts.map((receipt) => ({
    name: receipt.name,
    signatures: receipt.signatures.map(toFileSignatureJson),
  }));
  return { ...signatures, receipts };
}
