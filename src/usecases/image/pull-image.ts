import { digestOfUncompressed } from '../../archive/gzip.ts';
import { verifyDigest } from '../../core/digest.ts';
import { DisagreementError, NoBottleError, RegistryResponseError } from '../../core/errors.ts';
import type { ImageContent } from '../../image/image-archive.ts';
import { platformMatches, formatPlatform, type ImagePlatform } from '../../image/image-platform.ts';
import type { ImageName } from '../../image/image-name.ts';
import { parseImageConfig } from '../../registry/documents/schema-image-config.ts';
import type { Brewpull } from '../brewpull/open.ts';
import { allInParallel } from '../in-parallel.ts';
import type { ObtainedBlob } from '../pull/bottle-downloads.ts';
import { chooseManifest, type ChosenManifest } from './choose-manifest.ts';

/** An image in the cache, every byte verified. */
export interface PulledImage {
  readonly chosen: ChosenManifest;
  readonly content: ImageContent;
  readonly layers: readonly ObtainedBlob[];
  /** What could not be proven, in whole sentences. */
  readonly notes: readonly string[];
}

const CONFIG_BYTES = 4 * 1024 * 1024;
const GZIPPED = /(?:\+gzip|\.gzip)$/;
const PLAIN = /\.tar$/;

/**
 * Pulls an image into the cache: manifest, config, and all layers, several at once. Every blob is checked against its digest
 * and size, and every layer's content against the diff ID in the config. Throws what the registry says, `NoBottleError` for a
 * platform that is not there, {@link DisagreementError} for a config that does not fit.
 */
export async function pullImage(
  brewpull: Brewpull,
  name: ImageName,
  platform: ImagePlatform,
): Promise<PulledImage> {
  const chosen = await chooseManifest(name, platform, brewpull.imageRegistry());
  const { document, bytes, digest } = chosen.manifest;
  const { registry, repository, fullName } = name;
  const config = await readConfig(brewpull, name, chosen);
  const { diffIds } = parseImageConfig(config, `the config of ${fullName}`);
  const { layers } = document;
  if (diffIds.length !== layers.length) {
    throw new DisagreementError(
      `the layers of ${fullName}`,
      { source: 'the manifest', value: `${layers.length} layers` },
      { source: 'the config', value: `${diffIds.length} diff IDs` },
    );
  }
  checkPlatform(config, name, platform, chosen);
  const notes: string[] = [];
  const origin = {
    kind: 'registry' as const,
    rootUrl: registry.href,
    root: { registry, prefix: '' },
    repository,
    reference: name.reference,
  };
  const obtained = await allInParallel(
    layers,
    async (layer, index, signal) => {
      const label = `${repository} layer ${index + 1} of ${layers.length}`;
      const { digest: layerDigest, sizeBytes, mediaType } = layer;
      if (/foreign|nondistributable/.test(mediaType)) {
        throw new RegistryResponseError(
          `${label} may not be distributed by a registry (${mediaType})`,
          undefined,
        );
      }
      const blob = await brewpull
        .downloads(signal)
        .obtain({ name: label, digest: layerDigest, sizeBytes, origin });
      const diffId = diffIds[index];
      if (diffId === undefined) throw new Error('Internal error: a layer without diff ID');
      if (GZIPPED.test(mediaType) || PLAIN.test(mediaType)) {
        verifyDigest(
          `the content of ${label}`,
          diffId,
          (await digestOfUncompressed(blob.path)).digest,
        );
      } else {
        notes.push(
          `${label} is packed as ${mediaType}: its digest is proven, its content is not unpacked here.`,
        );
      }
      return blob;
    },
    brewpull.options,
  );
  const content: ImageContent = {
    manifest: { digest, sizeBytes: bytes.length, content: bytes },
    mediaType: document.mediaType,
    config: { digest: document.config.digest, sizeBytes: config.length, content: config },
    layers: layers.map((layer, index) => ({
      digest: layer.digest,
      sizeBytes: layer.sizeBytes,
      content: { file: obtained[index]?.path ?? '' },
    })),
    fullName: name.tag === undefined ? undefined : fullName,
  };
  return { chosen, content, layers: obtained, notes };
}

async function readConfig(
  brewpull: Brewpull,
  { registry, repository, fullName }: ImageName,
  { manifest }: ChosenManifest,
): Promise<Uint8Array> {
  const { config } = manifest.document;
  if (!/(?:docker\.container\.image\.v1|oci\.image\.config\.v1)\+json$/.test(config.mediaType)) {
    throw new RegistryResponseError(
      `${fullName} is no container image: its config is ${config.mediaType}`,
      undefined,
      { hint: 'It is another kind of artifact; tools such as oras fetch those.' },
    );
  }
  const cached = await brewpull.store.readBytes(config.digest, CONFIG_BYTES);
  if (cached !== undefined) return cached;
  const { client } = await brewpull.network();
  const bytes = await client.getBlob(registry, repository, config.digest, CONFIG_BYTES);
  await brewpull.store.putBytes(bytes);
  return bytes;
}

/** A single manifest names no platform; its config does. */
function checkPlatform(
  config: Uint8Array,
  { fullName }: ImageName,
  wanted: ImagePlatform,
  { index }: ChosenManifest,
): void {
  const { platform } = parseImageConfig(config, `the config of ${fullName}`);
  if (platform === undefined || platformMatches(platform, wanted)) return;
  if (index === undefined) {
    throw new NoBottleError(`${fullName} is built for ${formatPlatform(platform)} alone`, {
      hint: `Add --platform ${formatPlatform(platform)}.`,
    });
  }
  throw new DisagreementError(
    `the platform of ${fullName}`,
    { source: 'the index', value: formatPlatform(wanted) },
    { source: 'its config', value: formatPlatform(platform) },
  );
}
