import type { TarEntry } from '../../archive/pack-tar.ts';
import { hexOf, type Digest } from '../../core/digest.ts';

/** One image with every byte it is made of, verified. */
export interface ImageContent {
  readonly manifest: ImageBlob;
  readonly mediaType: string;
  readonly config: ImageBlob;
  /** From the bottom up; the same layer may come twice. */
  readonly layers: readonly ImageBlob[];
  /** As containerd names it, with the tag; undefined when only a digest was asked for. */
  readonly fullName: string | undefined;
}

/** Bytes by digest, in memory or in a file. */
export interface ImageBlob {
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly content: Uint8Array | { readonly file: string };
}

/**
 * Lists the files of an archive that docker of any age, podman, skopeo and containerd read: an OCI layout with the registry's
 * own bytes, so that digests stay, and beside it the `manifest.json` of `docker save`. The same image gives the same files
 * in the same order.
 */
export function listArchiveFiles(image: ImageContent): readonly TarEntry[] {
  const { manifest, mediaType, config, layers, fullName } = image;
  const blobs = new Map([manifest, config, ...layers].map((blob) => [hexOf(blob.digest), blob]));
  const annotations = fullName === undefined ? {} : annotationsOf(fullName);
  const index = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
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
    ...[...blobs]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { digest, sizeBytes, content }]) => ({
        name: blobPath(digest),
        mode: 0o644,
        sizeBytes,
        content,
      })),
    json('index.json', index),
    json('manifest.json', dockerManifest),
    json('oci-layout', { imageLayoutVersion: '1.0.0' }),
  ];
}

/** Gives the path of a blob in an OCI layout. */
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
