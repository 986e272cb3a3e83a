import type { ComparedSubject } from './comparison.ts';
import { bottleFileName } from '../core/bottle-name.ts';
import { digestOf, type Digest } from '../core/digest.ts';
import { unreachable } from '../core/unreachable.ts';
import type { BottleReceipt, Receipt, ReceiptArtifact } from './receipt.ts';

/** Explains how a receipt contradicts itself, as one edited by hand often does; undefined when it makes sense. */
export function contradictionOf(receipt: Receipt): string | undefined {
  const names = new Set<string>();
  for (const artifact of receipt.artifacts) {
    const name = titleOf(artifact);
    if (names.has(name)) return `${name} is in it twice`;
    names.add(name);
    const reason =
      (artifact.kind === 'bottle' ? bottleContradiction(artifact) : undefined) ??
      timeContradiction(artifact);
    if (reason !== undefined) return `${name}: ${reason}`;
  }
  return undefined;
}

/** Merges records of the same bytes under the same name: keeps the first, or the first that crossed the network. */
export function mergeRepeats(artifacts: readonly ReceiptArtifact[]): readonly ReceiptArtifact[] {
  const kept = new Map<string, ReceiptArtifact>();
  for (const artifact of artifacts) {
    const key = `${titleOf(artifact)} ${digestIn(artifact)}`;
    const known = kept.get(key);
    if (
      known === undefined ||
      (known.connection === undefined && artifact.connection !== undefined)
    ) {
      kept.set(key, artifact);
    }
  }
  return [...kept.values()];
}

/** Names what a record is about; records with the same name in different receipts are compared. */
export function titleOf(artifact: ReceiptArtifact): string {
  switch (artifact.kind) {
    case 'bottle':
      return `${artifact.tap}: ${artifact.fileName}`;
    case 'image':
      return `${artifact.reference} ${artifact.platform ?? ''}`.trimEnd();
    case 'brew':
      return `Homebrew ${artifact.tag}`;
    default:
      return unreachable(artifact);
  }
}

/** Returns what a record is about: the parts of {@link titleOf}, by its kind. */
export function subjectOf(artifact: ReceiptArtifact): ComparedSubject {
  switch (artifact.kind) {
    case 'bottle':
      return { kind: artifact.kind, subject: { tap: artifact.tap, fileName: artifact.fileName } };
    case 'image':
      return {
        kind: artifact.kind,
        subject: { reference: artifact.reference, platform: artifact.platform ?? null },
      };
    case 'brew':
      return { kind: artifact.kind, subject: { tag: artifact.tag } };
    default:
      return unreachable(artifact);
  }
}

function digestIn(artifact: ReceiptArtifact): Digest {
  switch (artifact.kind) {
    case 'bottle':
      return artifact.blob.digest;
    case 'image':
      return artifact.manifest.digest;
    case 'brew':
      return artifact.tar.digest;
    default:
      return unreachable(artifact);
  }
}

function bottleContradiction(bottle: BottleReceipt): string | undefined {
  const fileName = bottleFileName(bottle);
  if (bottle.fileName !== fileName) return `its parts make the file name ${fileName}`;
  if (bottle.blob.digest !== digestOf(bottle.sha256)) {
    return `sha256 ${bottle.sha256} is not the blob's ${bottle.blob.digest}`;
  }
  if (bottle.blob.sizeBytes !== bottle.sizeBytes) {
    return `${bottle.sizeBytes} bytes are not the blob's ${bottle.blob.sizeBytes}`;
  }
  return undefined;
}

function timeContradiction({ connection }: ReceiptArtifact): string | undefined {
  if (connection === undefined) return undefined;
  return Date.parse(connection.finishedAt) < Date.parse(connection.startedAt)
    ? 'it ended before it began'
    : undefined;
}
