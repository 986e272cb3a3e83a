import { verifyImage } from '../image/archive/verify-image-archive.ts';
import type { Receipt } from '../receipt/receipt.ts';
import type { Finding } from '../core/finding.ts';
import type { Verification } from './verification.ts';

/** Verifies an image archive or layout by its own digests, and by a receipt if there is one. */
export async function verifyImagePath(
  path: string,
  signal: AbortSignal,
  receipt: Receipt | undefined,
): Promise<Verification> {
  const { findings, notes, unproven, image } = await verifyImage(path, signal);
  const said =
    image === undefined || receipt === undefined
      ? []
      : checkReceipt(receipt, image.manifestDigest, path);
  return {
    kind: 'image',
    path,
    findings: [...findings, ...said],
    notes,
    unproven,
    image,
    bottles: [],
  };
}

function checkReceipt({ artifacts }: Receipt, manifest: string, file: string): readonly Finding[] {
  const digests = artifacts.flatMap((artifact) =>
    artifact.kind === 'image' ? [artifact.manifest.digest] : [],
  );
  if (digests.some((digest) => digest === manifest)) return [];
  const spoken = digests.length === 0 ? 'no image' : digests.join(', ');
  const message = `the receipt names ${spoken}, the archive holds ${manifest}`;
  return [{ code: 'disagreement', file, message }];
}
