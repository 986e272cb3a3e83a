import { digestOf } from '../../core/digest.ts';
import type { EventSink } from '../../core/events.ts';
import type { AttestationSet } from '../../provenance/attestation/attestation-set.ts';
import { orAbsent } from '../../registry/absence.ts';
import type { RegistrySource, ServedDocument } from '../../registry/cached/registry-source.ts';
import { checkPinned } from '../confirm/check-pinned.ts';
import { confirmBottle, type ConfirmedBottle } from '../confirm/confirm-bottle.ts';
import { dependenciesBuiltWith } from '../confirm/build-record.ts';
import type { FoundBottle } from '../resolve/resolution.ts';
import type { BottleToAttest } from './attest-bottle.ts';
import type { BottleDownloads, ObtainedBlob } from './bottle-downloads.ts';
import type { PulledBottle, ServedDocuments, ServedSize } from './pulled-bottle.ts';

/** What looking up and downloading a bottle needs. */
export interface BottleTools {
  readonly registry: RegistrySource;
  readonly downloads: BottleDownloads;
  readonly onEvent: EventSink;
  readonly signal: AbortSignal;
  /** Says who built a bottle; undefined when the options do not ask for it. */
  attest(found: FoundBottle): Promise<BottleToAttest | undefined>;
}

/** A bottle after its registry was asked and before anything of it is downloaded. */
export interface CheckedBottle {
  /** As the registry has it. */
  readonly found: FoundBottle;
  /** Undefined for bottles of plain file hosts: they have only the bytes. */
  readonly confirmed: ConfirmedBottle | undefined;
  readonly documents: ServedDocuments | undefined;
  /** Undefined where nothing announces it. */
  readonly sizeBytes: number | undefined;
}

/** A bottle in the cache, verified, with all that was learned about it. */
export interface ObtainedBottle extends Pick<CheckedBottle, 'confirmed'> {
  /** Without a file of its own yet. */
  readonly pulled: PulledBottle;
  /** Where the cache has it. */
  readonly path: string;
  /** Undefined when the options do not ask for them. */
  readonly attestations: readonly AttestationSet[] | undefined;
}

/** Confirms a found bottle with its registry, where it has one, and warns of what differs. Throws as {@link confirmBottle} does. */
export async function checkBottle(found: FoundBottle, tools: BottleTools): Promise<CheckedBottle> {
  if (found.origin.kind === 'file') {
    return { found, confirmed: undefined, documents: undefined, sizeBytes: undefined };
  }
  const confirmed = await confirmBottle(found, tools.registry, tools);
  for (const message of confirmed.notes) tools.onEvent({ type: 'warning', message });
  const { index, manifest, layer } = confirmed;
  const { origin } = confirmed.found;
  const place =
    origin.kind === 'registry'
      ? await tools.registry.placeOf(origin.root.registry, origin.repository)
      : undefined;
  const documents = { index: sizeOf(index), manifest: manifest && sizeOf(manifest), place };
  return { found: confirmed.found, confirmed, documents, sizeBytes: layer.sizeBytes };
}

/** Downloads a checked bottle into the cache. Throws what the network, the registry or the check of the bytes says. */
export async function downloadBottle(
  { found, sizeBytes }: CheckedBottle,
  { downloads }: BottleTools,
  signal?: AbortSignal,
): Promise<ObtainedBlob> {
  const { sha256, fileName: name, origin, tap } = found;
  const digest = digestOf(sha256);
  const blob = await downloads.obtain({ name, digest, sizeBytes, origin, tap, signal });
  checkPinned(found, { sizeBytes: blob.sizeBytes }, 'its bytes');
  return blob;
}

/**
 * Finds out who built a checked bottle where that is asked for, and downloads it with everything that proves it. `signal` ends the
 * download. Throws what either throws.
 */
export async function obtainBottle(
  checked: CheckedBottle,
  tools: BottleTools,
  signal?: AbortSignal,
): Promise<ObtainedBottle> {
  const { confirmed, documents } = checked;
  const attested = await tools.attest(checked.found);
  const blob = await downloadBottle(checked, tools, signal);
  if (attested !== undefined && confirmed !== undefined) await keepConfig(confirmed, tools, signal);
  const pulled: PulledBottle = {
    found: checked.found,
    documents,
    status: blob.wasCached ? 'cached' : 'pulled',
    sizeBytes: blob.sizeBytes,
    dependencies: confirmed && dependenciesBuiltWith(confirmed),
    connection: blob.connection,
    fromHistory: blob.fromHistory,
    provenance: attested?.outcome,
    file: undefined,
    sidecar: undefined,
    attestations: undefined,
  };
  return { pulled, path: blob.path, confirmed, attestations: attested?.attestations };
}

/** The config names the tar inside the bottle. The cache keeps it, so that the evidence is complete without a network. */
async function keepConfig(
  { found, manifest }: ConfirmedBottle,
  { downloads }: BottleTools,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (manifest?.document.kind !== 'manifest') return;
  const { digest, sizeBytes } = manifest.document.config;
  const name = `the config of ${found.fileName}`;
  // A mirror may leave it out, because brew never asks for it.
  await orAbsent(downloads.obtain({ name, digest, sizeBytes, origin: found.origin, signal }));
}

function sizeOf({ digest, bytes }: ServedDocument): ServedSize {
  return { digest, sizeBytes: bytes.length };
}
