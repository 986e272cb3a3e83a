import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

import { packUstar } from '../registry/ustar.ts';

/** Where an image is put. */
export interface ImageStore {
  putBlob(repository: string, digest: string, bytes: Uint8Array): Promise<void> | void;
  putManifest(
    repository: string,
    reference: string,
    bytes: Uint8Array,
    mediaType: string,
  ): Promise<void> | void;
}

/** The digests of what was made. */
export interface MadeImage {
  readonly index: string;
  readonly manifests: ReadonlyMap<
    string,
    { readonly digest: string; readonly config: string; readonly layers: readonly string[] }
  >;
}

const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

/** Makes a small image for several platforms, with an attestation entry as BuildKit adds one, and puts it into a registry. */
export async function makeImage(
  store: ImageStore,
  options: {
    readonly repository: string;
    readonly tag: string;
    readonly platforms: readonly string[];
    readonly layers?: number;
    /** Puts other diff IDs into the configs. */
    readonly wrongDiffIds?: boolean;
  },
): Promise<MadeImage> {
  const { repository, tag, platforms, layers: count = 2 } = options;
  const manifests = new Map<string, { digest: string; config: string; layers: string[] }>();
  const entries: object[] = [];
  for (const platform of platforms) {
    const [os = '', architecture = '', variant] = platform.split('/');
    const tars = Array.from({ length: count }, (_, index) =>
      packUstar([
        {
          path: `layer-${index}`,
          mode: 0o644,
          content: Buffer.from(`${platform} layer ${index}\n`.repeat(50)),
        },
      ]),
    );
    const layers: { mediaType: string; digest: string; size: number }[] = [];
    for (const tar of tars) {
      const bytes = gzipSync(tar);
      const digest = digestOf(bytes);
      await store.putBlob(repository, digest, bytes);
      layers.push({
        mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
        digest,
        size: bytes.length,
      });
    }
    const config = Buffer.from(
      JSON.stringify({
        architecture,
        os,
        ...(variant === undefined ? {} : { variant }),
        config: { Cmd: ['/bin/true'] },
        rootfs: {
          type: 'layers',
          diff_ids: tars.map((tar) =>
            options.wrongDiffIds === true ? digestOf(Buffer.from('x')) : digestOf(tar),
          ),
        },
      }),
    );
    await store.putBlob(repository, digestOf(config), config);
    const manifest = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: MANIFEST,
        config: {
          mediaType: 'application/vnd.oci.image.config.v1+json',
          digest: digestOf(config),
          size: config.length,
        },
        layers,
      }),
    );
    const digest = digestOf(manifest);
    await store.putManifest(repository, digest, manifest, MANIFEST);
    manifests.set(platform, {
      digest,
      config: digestOf(config),
      layers: layers.map((layer) => layer.digest),
    });
    entries.push({
      mediaType: MANIFEST,
      digest,
      size: manifest.length,
      platform: { os, architecture, ...(variant === undefined ? {} : { variant }) },
    });
    entries.push({
      mediaType: MANIFEST,
      digest,
      size: manifest.length,
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    });
  }
  const index = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: entries }),
  );
  await store.putManifest(repository, tag, index, INDEX);
  return { index: digestOf(index), manifests };
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
