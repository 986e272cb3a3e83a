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
  /** Finds out who built a bottle; undefined when the options do not ask for it. */
  attest(found: FoundBottle): Promise<BottleToAttest | undefined>;
}

/** A bottle after its registry was asked, and before any of it is downloaded. */
export interface CheckedBottle {
  /** As the registry has it. */
  readonly found: FoundBottle;
  /** Undefined for bottles of plain file hosts, which only have the bytes. */
  readonly confirmed: ConfirmedBottle | undefined;
  readonly documents: ServedDocuments | undefined;
  /** Undefined if nothing announces it. */
  readonly sizeBytes: number | undefined;
}

/** A verified bottle in the cache, with everything that was learned about it. */
export interface ObtainedBottle extends Pick<CheckedBottle, 'confirmed'> {
  /** Not placed in a file yet. */
  readonly pulled: PulledBottle;
  /** Its path in the cache. */
  readonly path: string;
  /** Undefined when the options do not ask for them. */
  readonly attestations: readonly AttestationSet[] | undefined;
}

/** Confirms a found bottle with its registry, if it has one, and warns of what differs. Throws as {@link confirmBottle} does. */
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

/** Downloads a checked bottle into the cache. Throws errors of the network, of the registry and of checking the bytes. */
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
 * Finds out who built a checked bottle, if the options ask for it, and downloads it with everything that proves it. `signal`
 * ends the download. Throws what either step throws.
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

/** Caches the config, which names the tar inside the bottle, so that the evidence is complete offline. */
async function keepConfig(
  { found, manifest }: ConfirmedBottle,
  { downloads }: BottleTools,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (manifest?.document.kind !== 'manifest') return;
  const { digest, sizeBytes } = manifest.document.config;
  const name = `the config of ${found.fileName}`;
  // A mirror may lack it, since brew never asks for it.
  await orAbsent(downloads.obtain({ name, digest, sizeBytes, origin: found.origin, signal }));
}

function sizeOf({ digest, bytes }: ServedDocument): ServedSize {
  return { digest, sizeBytes: bytes.length };
}
