import { join } from 'node:path';

import { sidecarFileName } from '../../core/bottle-name.ts';
import { digestOf } from '../../core/digest.ts';
import type { EventSink } from '../../core/events.ts';
import { placeBytes, placeFile } from '../../store/place-file.ts';
import type { RegistrySource, ServedDocument } from '../resolve/registry-source.ts';
import type { FoundBottle } from '../resolve/resolution.ts';
import type { BottleDownloads, ObtainedBlob } from './bottle-downloads.ts';
import { confirmBottle, type ConfirmedBottle } from './confirm-bottle.ts';
import { dependenciesBuiltWith } from './dependencies-built-with.ts';
import { sidecarOf } from './sidecar.ts';
import type { PlannedBottle, PulledBottle, ServedSize } from './pulled-bottle.ts';

/** Where a bottle goes. */
export type Destination =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'stream'; send(path: string): Promise<void> };

/** What pulling needs. */
export interface PullTools {
  readonly registry: RegistrySource;
  readonly downloads: BottleDownloads;
  readonly destination: Destination;
  readonly dryRun: boolean;
  readonly onEvent: EventSink;
}

/**
 * Confirms a found bottle with its registry, downloads and verifies it, and puts it with its sidecar where it belongs.
 * Throws; nothing half-made is left under a final name.
 */
export async function pullBottle(
  found: FoundBottle,
  tools: PullTools,
): Promise<PulledBottle | PlannedBottle> {
  const confirmed =
    found.origin.kind === 'registry' ? await confirmBottle(found, tools.registry) : undefined;
  for (const message of confirmed?.notes ?? []) tools.onEvent({ type: 'warning', message });
  const bottle = confirmed?.found ?? found;
  const facts = { found: bottle, documents: documentsOf(confirmed) };
  const digest = digestOf(bottle.sha256);
  if (tools.dryRun) {
    const isCached = await tools.downloads.has(digest);
    return { ...facts, status: 'planned', sizeBytes: confirmed?.layer.sizeBytes, isCached };
  }
  const { origin, fileName: name } = bottle;
  const sizeBytes = confirmed?.layer.sizeBytes;
  const blob = await tools.downloads.obtain({ name, digest, sizeBytes, origin });
  const placed = await place(bottle, confirmed, blob, tools.destination);
  return {
    ...facts,
    ...placed,
    status: blob.wasCached ? 'cached' : 'pulled',
    sizeBytes: blob.sizeBytes,
    dependencies: confirmed === undefined ? undefined : dependenciesBuiltWith(confirmed),
    connection: blob.connection,
  };
}

function documentsOf(
  confirmed: ConfirmedBottle | undefined,
): { index: ServedSize; manifest: ServedSize } | undefined {
  if (confirmed === undefined) return undefined;
  return { index: sizeOf(confirmed.index), manifest: sizeOf(confirmed.manifest) };
}

function sizeOf({ digest, bytes }: ServedDocument): ServedSize {
  return { digest, sizeBytes: bytes.length };
}

async function place(
  found: FoundBottle,
  confirmed: ConfirmedBottle | undefined,
  blob: ObtainedBlob,
  destination: Destination,
): Promise<{ file: string | undefined; sidecar: string | undefined }> {
  if (destination.kind === 'stream') {
    await destination.send(blob.path);
    return { file: undefined, sidecar: undefined };
  }
  if (destination.kind === 'file') {
    await placeFile(blob.path, destination.path);
    return { file: destination.path, sidecar: undefined };
  }
  const file = join(destination.path, found.fileName);
  await placeFile(blob.path, file);
  const text = confirmed === undefined ? undefined : sidecarOf(confirmed);
  if (text === undefined) return { file, sidecar: undefined };
  const sidecar = join(
    destination.path,
    sidecarFileName({
      formula: found.nameThen,
      pkgVersion: found.pkgVersion,
      tag: found.bottleTag,
      rebuild: found.rebuild,
    }),
  );
  await placeBytes(Buffer.from(text), sidecar);
  return { file, sidecar };
}
