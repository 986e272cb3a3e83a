import type { TarEntry } from '../../archive/pack-tar.ts';
import { hexOf, type Digest } from '../../core/digest.ts';
import { OCI_INDEX } from '../../registry/documents/media-type.ts';

/** One image with all its bytes, verified. */
export interface ImageContent {
  readonly manifest: ImageBlob;
  readonly mediaType: string;
  readonly config: ImageBlob;
  /** From the bottom up; the same layer may appear twice. */
  readonly layers: readonly ImageBlob[];
  /** As containerd names it, with the tag; undefined when only a digest was asked for. */
  readonly fullName: string | undefined;
}

/** What the documents of an archive are made from: an image without the bytes of its blobs. */
export interface ImageDocuments extends Pick<ImageContent, 'mediaType' | 'fullName'> {
  readonly manifest: Omit<ImageBlob, 'content'>;
  readonly config: Pick<ImageBlob, 'digest'>;
  readonly layers: readonly Pick<ImageBlob, 'digest'>[];
}

/** Bytes by digest, in memory or in a file. */
export interface ImageBlob {
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly content: Uint8Array | { readonly file: string };
}

/**
 * Lists the files of an archive that docker of any age, podman, skopeo and containerd can read: an OCI layout with the
 * registry's own bytes, so that digests stay the same, and the `manifest.json` of `docker save` beside it. The same image
 * always gives the same files in the same order.
 */
export function listArchiveFiles(image: ImageContent): readonly TarEntry[] {
  const { manifest, config, layers } = image;
  const blobs = new Map([manifest, config, ...layers].map((blob) => [hexOf(blob.digest), blob]));
  return [
    ...[...blobs]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { digest, sizeBytes, content }]) => ({
        name: blobPath(digest),
        mode: 0o644,
        sizeBytes,
        content,
      })),
    ...listDocuments(image),
  ];
}

/** Lists the files at the end of an archive, which name everything in it. */
export function listDocuments(image: ImageDocuments): readonly TarEntry[] {
  const { manifest, mediaType, config, layers, fullName } = image;
  const annotations = fullName === undefined ? {} : annotationsOf(fullName);
  const index = {
    schemaVersion: 2,
    mediaType: OCI_INDEX,
    manifests: [{ mediaType, digest: manifest.digest, size: manifest.sizeBytes, annotations }],
  };
  const dockerManifest = [
    {
      Config: blobPath(config.digest),
      RepoTags: fullName === undefined ? null : [fullName],
      Layers: layers.map(({ digest }) => blobPath(digest)),
    },
  ];
  return [
    json('index.json', index),
    json('manifest.json', dockerManifest),
    json('oci-layout', { imageLayoutVersion: '1.0.0' }),
  ];
}

/** Returns the path of a blob in an OCI layout. */
export function blobPath(digest: Digest): string {
  return `blobs/sha256/${hexOf(digest)}`;
}

function annotationsOf(fullName: string): Readonly<Record<string, string>> {
  return {
    'io.containerd.image.name': fullName,
    'org.opencontainers.image.ref.name': fullName.slice(fullName.lastIndexOf(':') + 1),
  };
}

function json(name: string, value: unknown): TarEntry {
  const content = Buffer.from(JSON.stringify(value));
  return { name, mode: 0o644, sizeBytes: content.length, content };
}
