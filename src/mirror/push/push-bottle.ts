import {
  rebuildConfigOf,
  rebuildImage,
  type ImageToRebuild,
} from '../../bundle/file/image-config.ts';
import { parseKeptManifest } from '../../bundle/file/registry-files.ts';
import { bottleFileName } from '../../core/bottle-name.ts';
import { digestOf, type Digest } from '../../core/digest.ts';
import { RegistryResponseError } from '../../core/errors.ts';
import { OCI_MANIFEST } from '../../registry/documents/media-type.ts';
import { checkedBlob } from '../../registry/upload/checked-blob.ts';
import type { UploadBlob } from '../../registry/upload/send-blob.ts';
import type { UploadPlace } from '../../registry/upload/upload-sender.ts';
import { cannotRebuild } from './cannot-push.ts';
import { pushReferrers, type PushedReferrer } from './push-referrers.ts';
import type { PushTools } from './push-tools.ts';
import type { PushSource, SourceBottle } from './source/push-source.ts';

/** A bottle that a registry can hold, and where it goes. */
export interface PushItem {
  readonly bottle: SourceBottle;
  readonly place: UploadPlace;
  readonly reference: string;
}

/** What was sent for a bottle. */
export interface SentBottle {
  readonly manifestDigest: Digest;
  /** The index as published. */
  readonly index: Uint8Array;
  /** The bytes of the bottle that were sent. */
  readonly sentBytes: number;
  /** Whether anything had to be sent. */
  readonly isNew: boolean;
  /** `rebuilt` if the source had none; undefined if the registry already had it. */
  readonly manifest: 'published' | 'rebuilt' | undefined;
  readonly referrers: readonly PushedReferrer[];
}

/**
 * Pushes a bottle, its image config, its referrers and its manifest, as far as the registry lacks them. Throws the errors of the
 * source and the registry, and `NotFoundError` if the source has no manifest and it cannot be rebuilt.
 */
export async function pushBottle(
  { bottle, place }: PushItem,
  tools: PushTools,
): Promise<SentBottle> {
  const { uploads, source, force } = tools;
  const { index, manifestDigest, manifest: kept } = await bottle.readDocuments();
  const wasThere = await uploads.hasManifest(place, manifestDigest);
  if (wasThere && !force) {
    const nothing = { sentBytes: 0, isNew: false, manifest: undefined, referrers: [] };
    return { manifestDigest, index, ...nothing };
  }
  const blob = blobOf(bottle, tools);
  const open = (): AsyncIterable<Uint8Array> => blob.open({ start: 0, end: bottle.sizeBytes });
  const indexName = `the index of ${bottle.formula}`;
  const image = { index, indexName, manifestDigest, bottle, open };
  const rebuilt = kept === undefined ? await rebuildImage(image) : undefined;
  const bytes = kept ?? rebuilt?.manifest;
  if (bytes === undefined) throw cannotRebuild(bottle, source);
  const isThere = await uploads.hasBlob(place, blob.digest);
  const sentBytes = isThere ? 0 : await sendBottle(bottle, { place, blob }, tools);
  const config = parseKeptManifest(bytes, `the manifest of ${bottle.formula}`).config.digest;
  const hasConfig = await pushConfig(config, { image, place, known: rebuilt?.config }, tools);
  const manifest = { bytes, digest: manifestDigest, mediaType: OCI_MANIFEST };
  const referred = { bottle, open, place, subject: manifest };
  const referrers = tools.referrers ? await pushReferrers(referred, tools) : [];
  try {
    await uploads.putManifest(place, manifestDigest, manifest);
  } catch (error) {
    if (hasConfig || !(error instanceof RegistryResponseError)) throw error;
    throw withoutConfig(error, bottle, { place, source });
  }
  return {
    manifestDigest,
    index,
    sentBytes,
    isNew: !wasThere,
    manifest: kept === undefined ? 'rebuilt' : 'published',
    referrers,
  };
}

function blobOf(bottle: SourceBottle, { source, onEvent }: PushTools): UploadBlob {
  const { sizeBytes, sha256 } = bottle;
  const file = bottleFileName(bottle);
  const blob: UploadBlob = {
    digest: digestOf(sha256),
    sizeBytes,
    open: (range) => bottle.open(range),
    onProgress: (sentBytes) => onEvent({ type: 'upload-progress', file, sentBytes }),
  };
  return checkedBlob(blob, { what: file, hint: source.repairHint });
}

async function sendBottle(
  bottle: SourceBottle,
  { place, blob }: { readonly place: UploadPlace; readonly blob: UploadBlob },
  { uploads, onEvent }: PushTools,
): Promise<number> {
  const file = bottleFileName(bottle);
  const { sizeBytes } = bottle;
  onEvent({ type: 'upload-started', file, sizeBytes });
  const sentBytes = await uploads.putBlob(place, blob);
  onEvent({ type: 'upload-done', file, sizeBytes });
  return sentBytes;
}

/** What is known about the config that a manifest names. */
interface KnownConfig {
  readonly image: ImageToRebuild & { readonly bottle: SourceBottle };
  readonly place: UploadPlace;
  /** Its bytes, if they were made with the manifest. */
  readonly known: Uint8Array | undefined;
}

/** Pushes the config that the manifest names, if it is missing. Returns whether the registry has it now. */
async function pushConfig(
  config: Digest,
  { image, place, known }: KnownConfig,
  { uploads }: PushTools,
): Promise<boolean> {
  if (await uploads.hasBlob(place, config)) return true;
  const bytes =
    known ?? (await image.bottle.readConfig(config)) ?? (await rebuildConfigOf(image, config));
  if (bytes === undefined) return false;
  await uploads.putBytes(place, bytes);
  return true;
}

function withoutConfig(
  cause: RegistryResponseError,
  { formula }: SourceBottle,
  { place, source }: { readonly place: UploadPlace; readonly source: PushSource },
): RegistryResponseError {
  return new RegistryResponseError(
    `${place.registry.host} refuses the manifest of ${formula}: it names an image config that the ${source.kind} does not have`,
    {
      status: cause.status,
      cause,
      hint: 'brewpull serve gives a bundle or a mirror to brew without one.',
    },
  );
}
