import type { ServedDocument } from '../../registry/cached/registry-source.ts';
import type { ConfirmedBottle } from './confirm-bottle.ts';
import type { ServedDocuments, ServedSize } from '../obtain/pulled-bottle.ts';

/** Gives digest and size of what a registry said of a bottle, for receipts and locks. */
export function documentsOf({
  index,
  manifest,
}: Pick<ConfirmedBottle, 'index' | 'manifest'>): ServedDocuments {
  return { index: sizeOf(index), manifest: manifest && sizeOf(manifest) };
}

function sizeOf({ digest, bytes }: ServedDocument): ServedSize {
  return { digest, sizeBytes: bytes.length };
}
