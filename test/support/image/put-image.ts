import { gzipSync } from 'node:zlib';

import { digestOfBytes } from '../../../src/core/digest.ts';
import type { FakeRegistry } from '../registry/fake-registry.ts';
import { packUstar } from '../registry/ustar.ts';

/** Points to what was put. */
export interface PutDescriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** One layer as it is served, and what it holds. */
export interface MadeLayer {
  readonly bytes: Uint8Array;
  readonly diffId: string;
  /** By default that of a gzipped tar. */
  readonly mediaType?: string;
}

/** What is odd about an image; by default nothing is, and it is for linux/amd64. */
export interface PutOptions {
  /** Fields of the config; undefined leaves one out. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly configType?: string;
  /** Added to the size that the manifest names. */
  readonly configSizeError?: number;
  readonly layers?: readonly MadeLayer[];
  /** Fields of the manifest. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  readonly tag?: string;
}

export const REPOSITORY = 'org/tool';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const GZIPPED = 'application/vnd.oci.image.layer.v1.tar+gzip';

/** Makes a tar of one small file. */
export function makeTar(text = 'content'): Uint8Array {
  return packUstar([{ path: 'file', mode: 0o644, content: Buffer.from(text) }]);
}

/** Makes a gzipped layer. */
export function makeLayer(text?: string): MadeLayer {
  const tar = makeTar(text);
  return { bytes: gzipSync(tar), diffId: digestOfBytes(tar) };
}

/** Puts one image with the oddities given into {@link REPOSITORY}; returns what an index would name it by. */
export function putImage(registry: FakeRegistry, options: PutOptions = {}): PutDescriptor {
  const { layers = [makeLayer()], configType = CONFIG, configSizeError = 0, tag } = options;
  const config = Buffer.from(
    JSON.stringify({
      os: 'linux',
      architecture: 'amd64',
      rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
      ...options.config,
    }),
  );
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: {
        mediaType: configType,
        digest: registry.putBlob(REPOSITORY, config),
        size: config.length + configSizeError,
      },
      layers: layers.map(({ bytes, mediaType = GZIPPED }) => ({
        mediaType,
        digest: registry.putBlob(REPOSITORY, bytes),
        size: bytes.length,
      })),
      ...options.manifest,
    }),
  );
  const digest = registry.putManifest(REPOSITORY, tag, manifest, MANIFEST);
  return { mediaType: MANIFEST, digest, size: manifest.length };
}

/** Puts an index with these entries, which may be odd as well. */
export function putIndex(
  registry: FakeRegistry,
  tag: string | undefined,
  manifests: readonly unknown[],
): PutDescriptor {
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests }));
  const digest = registry.putManifest(REPOSITORY, tag, index, mediaType);
  return { mediaType, digest, size: index.length };
}
