import { verifyDigest, type Digest } from '../../core/digest.ts';
import {
  BottleUnobtainableError,
  NoBottleError,
  NotFoundError,
  SizeMismatchError,
} from '../../core/errors.ts';
import type { ImageContent, ImageDocuments } from '../archive/image-archive.ts';
import type { ImageName } from '../image-name.ts';
import { rankPlatform } from '../image-platform.ts';
import type { Platform } from '../../registry/platform.ts';
import { loadWarnings } from '../archive/load-warnings.ts';
import { proveLayer } from '../archive/prove-layer.ts';
import type { Brewpull } from '../../workspace/brewpull.ts';
import { inParallel } from '../../bottle/in-parallel.ts';
import type { ObtainedBlob } from '../../bottle/obtain/bottle-downloads.ts';
import { checkPlatform } from './check-platform.ts';
import { chooseManifest, type ChosenManifest } from './choose-manifest.ts';
import { readImageConfig } from './read-image-config.ts';

/** An image in the cache, with every byte verified. */
export interface PulledImage {
  readonly chosen: ChosenManifest;
  readonly content: ImageContent;
  /** The platform that was asked for, or the lesser variant that was taken. */
  readonly platform: Platform;
  readonly layers: readonly ObtainedBlob[];
  /** What could not be proven or may surprise, in whole sentences. */
  readonly notes: readonly string[];
}

/** An image that is fully known, before any layer is downloaded. */
interface AnnouncedImage extends ImageDocuments {
  readonly layers: readonly { readonly digest: Digest; readonly sizeBytes: number }[];
}

/** What to pull of an image. */
interface ImagePull {
  readonly wanted: Platform;
  /** Called when every layer's size is known and none is downloaded. If it throws, the work ends. */
  readonly beforeDownload?: ((image: AnnouncedImage) => Promise<void>) | undefined;
}

/**
 * Pulls an image into the cache: manifest, config, and all layers, several in parallel. Every blob is checked against its digest
 * and size, and every layer's content against the diff ID in the config. Throws errors of the registry, `NoBottleError` for a
 * missing platform or what is not an image, `DisagreementError` for a config that does not fit.
 */
export async function pullImage(
  brewpull: Brewpull,
  name: ImageName,
  { wanted, beforeDownload }: ImagePull,
): Promise<PulledImage> {
  const { fullName } = name;
  brewpull.options.onEvent({ type: 'step', step: { kind: 'choose-image', image: fullName } });
  const chosen = await chooseManifest(name, wanted, {
    source: brewpull.imageRegistry(),
    platformOf: async (manifest) => {
      try {
        return (await readImageConfig(brewpull, name, manifest)).platform;
      } catch (error) {
        if (error instanceof NoBottleError) return undefined;
        throw error;
      }
    },
  });
  const { document, bytes, digest } = chosen.manifest;
  const config = await readImageConfig(brewpull, name, document);
  const { platform, diffIds } = config;
  const claims = { name: fullName, wanted, index: chosen.claimed, config: platform };
  const notes = [
    ...chosen.notes,
    ...checkPlatform(claims),
    ...loadWarnings(fullName, diffIds.length, platform ?? chosen.claimed),
  ];
  const known = {
    manifest: { digest, sizeBytes: bytes.length, content: bytes },
    mediaType: document.mediaType,
    config: {
      digest: document.config.digest,
      sizeBytes: config.bytes.length,
      content: config.bytes,
    },
    fullName: name.tag === undefined ? undefined : fullName,
  };
  await beforeDownload?.({ ...known, layers: document.layers });
  const layers = await inParallel(
    document.layers.map((layer, index) => ({ ...layer, diffId: diffIds[index] })),
    async ({ diffId, ...layer }, index, signal) => {
      if (diffId === undefined) throw new Error('Internal error: a layer without diff ID');
      const label = `${name.repository} layer ${index + 1} of ${diffIds.length}`;
      const blob = await obtainLayer(brewpull, name, { ...layer, label, signal });
      const { mediaType } = layer;
      const proof = await proveLayer({ what: label, path: blob.path, mediaType }, diffId);
      if (proof.kind === 'differs') verifyDigest(`the content of ${label}`, diffId, proof.found);
      return { blob, note: proof.kind === 'unproven' ? [`${label} ${proof.why}.`] : [] };
    },
    brewpull.options,
  );
  const content: ImageContent = {
    ...known,
    layers: document.layers.map((layer, index) => ({
      digest: layer.digest,
      sizeBytes: layer.sizeBytes,
      content: { file: layers[index]?.blob.path ?? '' },
    })),
  };
  const own = chosen.claimed ?? platform;
  return {
    chosen,
    content,
    platform: own === undefined || rankPlatform(own, wanted) === 0 ? wanted : own,
    layers: layers.map(({ blob }) => blob),
    notes: [...notes, ...layers.flatMap(({ note }) => note)],
  };
}

/** Fetches a layer, even a foreign one, as in old Windows images: docker asks for those too, and some registries have them. */
async function obtainLayer(
  brewpull: Brewpull,
  { registry, repository, reference }: ImageName,
  layer: {
    readonly label: string;
    readonly digest: Digest;
    readonly sizeBytes: number;
    readonly mediaType: string;
    readonly signal: AbortSignal;
  },
): Promise<ObtainedBlob> {
  const { label, digest, sizeBytes, mediaType, signal } = layer;
  const root = { registry, prefix: '' };
  const origin = { kind: 'registry' as const, rootUrl: registry.href, root, repository, reference };
  try {
    const blob = await brewpull.tools.downloads.obtain({
      name: label,
      digest,
      sizeBytes,
      origin,
      signal,
    });
    // A cached blob was only checked against the size that was announced when it was fetched.
    if (blob.sizeBytes === sizeBytes) return blob;
    throw new SizeMismatchError(label, { expectedBytes: sizeBytes, actualBytes: blob.sizeBytes });
  } catch (error) {
    if (!(error instanceof NotFoundError) || !/foreign|nondistributable/.test(mediaType))
      throw error;
    throw new BottleUnobtainableError(
      `${registry.host} does not have ${label}: only its publisher may distribute it (${mediaType})`,
      { cause: error },
    );
  }
}
