import type { ContentsItem } from '../../bundle/file/contents-schema.ts';
import { configDigestOf, rebuildImageConfig } from '../../bundle/file/image-config.ts';
import { bottleFileName } from '../../core/bottle-name.ts';
import { digestOf, type Digest } from '../../core/digest.ts';
import { RegistryResponseError } from '../../core/errors.ts';
import { OCI_MANIFEST } from '../../registry/documents/media-type.ts';
import type { UploadPlace } from '../../registry/upload/upload-sender.ts';
import type { PushTools } from './push-tools.ts';

/** A bottle of a bundle that a registry can hold. */
export interface PushItem {
  readonly item: ContentsItem;
  readonly place: UploadPlace;
  readonly reference: string;
  readonly manifestFile: string;
  readonly manifestDigest: Digest;
  readonly indexFile: string;
}

/** What was done for a bottle. */
export interface SentBottle {
  /** Of the bottle's bytes. */
  readonly sentBytes: number;
  /** Whether anything had to be put there. */
  readonly isNew: boolean;
}

/** Puts a bottle, its image config and its manifest where they are missing. */
export async function pushBottle(
  { item, place, manifestFile, manifestDigest }: PushItem,
  { reader, uploads, onEvent }: PushTools,
): Promise<SentBottle> {
  if (await uploads.hasManifest(place, manifestDigest)) return { sentBytes: 0, isNew: false };
  const digest = digestOf(item.sha256);
  const { sizeBytes } = item;
  const isThere = await uploads.hasBlob(place, digest);
  if (!isThere) {
    const file = bottleFileName(item);
    onEvent({ type: 'upload-started', file, sizeBytes });
    await uploads.putBlob(place, {
      digest,
      sizeBytes,
      open: (range) => reader.open(item.files.bottle, range),
      onProgress: (sentBytes) => onEvent({ type: 'upload-progress', file, sentBytes }),
    });
    onEvent({ type: 'upload-done', file, sizeBytes });
  }
  const hasConfig = await pushConfig(item, place, { reader, uploads });
  const bytes = await reader.read(manifestFile);
  const manifest = { bytes, digest: manifestDigest, mediaType: OCI_MANIFEST };
  try {
    await uploads.putManifest(place, manifestDigest, manifest);
  } catch (error) {
    if (hasConfig || !(error instanceof RegistryResponseError)) throw error;
    throw new RegistryResponseError(
      `${place.registry.host} refuses the manifest of ${item.formula}: it names an image config that the bundle does not have`,
      {
        status: error.status,
        cause: error,
        hint: 'brewpull serve gives this bundle to brew without one.',
      },
    );
  }
  return { sentBytes: isThere ? 0 : sizeBytes, isNew: true };
}

/** Tells whether the registry has the config that the manifest names. */
async function pushConfig(
  item: ContentsItem,
  place: UploadPlace,
  { reader, uploads }: Pick<PushTools, 'reader' | 'uploads'>,
): Promise<boolean> {
  const digest = await configDigestOf(reader, item);
  if (digest === undefined) return true;
  if (await uploads.hasBlob(place, digest)) return true;
  const bytes = await rebuildImageConfig(reader, item);
  if (bytes === undefined) return false;
  await uploads.putBytes(place, bytes);
  return true;
}
