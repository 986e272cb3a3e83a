import { join } from 'node:path';

import { attestationsFileName, sidecarFileName } from '../../core/bottle-name.ts';
import { digestOf } from '../../core/digest.ts';
import { NotFoundError } from '../../core/errors.ts';
import type { EventSink } from '../../core/events.ts';
import {
  ATTESTATION_BYTES,
  formatAttestations,
  parseAttestations,
} from '../../provenance/attestation/attestation-schema.ts';
import { writeOwnFile } from '../../store/place/own-file.ts';
import { placeBytes, placeFile } from '../../store/place/place-file.ts';
import type { BottleToAttest } from '../obtain/attest-bottle.ts';
import type { RegistrySource } from '../../registry/cached/registry-source.ts';
import type { FoundBottle } from '../resolve/resolution.ts';
import type { BottleDownloads, ObtainedBlob } from '../obtain/bottle-downloads.ts';
import { checkPinned } from '../confirm/check-pinned.ts';
import { confirmBottle, type ConfirmedBottle } from '../confirm/confirm-bottle.ts';
import { dependenciesBuiltWith } from '../confirm/dependencies-built-with.ts';
import { documentsOf } from '../confirm/documents-of.ts';
import { sidecarOf } from './sidecar.ts';
import type { PlannedBottle, PulledBottle } from '../obtain/pulled-bottle.ts';

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
  /** Fetches what formulae without a bottle download ready to run. */
  readonly prebuilt: boolean;
  readonly onEvent: EventSink;
  /** Says who built a bottle; undefined where nobody asked. */
  attest(found: FoundBottle): Promise<BottleToAttest | undefined>;
  /** ISO 8601 in UTC. */
  now(): string;
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
  const facts = { found: bottle, documents: confirmed && documentsOf(confirmed) };
  const digest = digestOf(bottle.sha256);
  if (tools.dryRun) {
    const isCached = await tools.downloads.has(digest);
    return { ...facts, status: 'planned', sizeBytes: confirmed?.layer.sizeBytes, isCached };
  }
  const attested = await tools.attest(bottle);
  const { origin, fileName: name } = bottle;
  const sizeBytes = confirmed?.layer.sizeBytes;
  const blob = await tools.downloads.obtain({ name, digest, sizeBytes, origin, tap: bottle.tap });
  checkPinned(bottle, { sizeBytes: blob.sizeBytes }, 'its bytes');
  if (attested !== undefined && confirmed !== undefined) await keepConfig(confirmed, tools);
  const placed = await place({ bottle, confirmed, attested, blob }, tools);
  return {
    ...facts,
    ...placed,
    provenance: attested?.outcome,
    status: blob.wasCached ? 'cached' : 'pulled',
    sizeBytes: blob.sizeBytes,
    dependencies: confirmed === undefined ? undefined : dependenciesBuiltWith(confirmed),
    connection: blob.connection,
    fromHistory: blob.fromHistory,
  };
}

/** The config names the tar inside the bottle; the cache keeps it, so that the evidence is whole without a network. */
async function keepConfig({ found, manifest }: ConfirmedBottle, tools: PullTools): Promise<void> {
  if (manifest?.document.kind !== 'manifest') return;
  const { digest, sizeBytes } = manifest.document.config;
  const name = `the config of ${found.fileName}`;
  try {
    await tools.downloads.obtain({ name, digest, sizeBytes, origin: found.origin });
  } catch (error) {
    // A mirror may do without it, for brew never asks.
    if (!(error instanceof NotFoundError)) throw error;
  }
}

/** What is known of one bottle when it gets its place. */
interface ReadyBottle {
  readonly bottle: FoundBottle;
  readonly confirmed: ConfirmedBottle | undefined;
  readonly attested: BottleToAttest | undefined;
  readonly blob: ObtainedBlob;
}

async function place(
  { bottle, confirmed, attested, blob }: ReadyBottle,
  tools: PullTools,
): Promise<Pick<PulledBottle, 'file' | 'sidecar' | 'attestations'>> {
  const { destination } = tools;
  const none = { file: undefined, sidecar: undefined, attestations: undefined };
  if (destination.kind === 'stream') {
    await destination.send(blob.path);
    return none;
  }
  if (destination.kind === 'file') {
    await placeFile(blob.path, destination.path);
    return { ...none, file: destination.path };
  }
  const { builtAs: formula, pkgVersion, bottleTag, rebuild, sha256 } = bottle;
  const name = { formula, pkgVersion, bottleTag, rebuild };
  const file = join(destination.path, bottle.fileName);
  await placeFile(blob.path, file);
  const text = confirmed === undefined ? undefined : sidecarOf(confirmed);
  const sidecar = text === undefined ? undefined : join(destination.path, sidecarFileName(name));
  if (text !== undefined && sidecar !== undefined) await placeBytes(Buffer.from(text), sidecar);
  if (attested === undefined) return { ...none, file, sidecar };
  const attestations = join(destination.path, attestationsFileName(name));
  const kept = { sha256, fetchedAt: tools.now(), attestations: attested.attestations };
  await writeOwnFile(attestations, formatAttestations(kept), {
    name: 'a file of attestations',
    maxBytes: ATTESTATION_BYTES,
    parse: (bytes) => parseAttestations(bytes, attestations),
  });
  return { file, sidecar, attestations };
}
