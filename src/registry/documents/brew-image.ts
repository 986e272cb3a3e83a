import { digestOfBytes, type Digest } from '../../core/digest.ts';
import type { Platform } from '../platform.ts';
import type { ImageIndex, IndexEntry } from './document-schema.ts';

/** A bottle and its index entry, from which brew made a manifest. */
export interface BrewImageParts {
  readonly index: ImageIndex;
  readonly entry: IndexEntry;
  /** Brew's own name for the file. */
  readonly fileName: string;
  /** The digest of the bottle. */
  readonly digest: Digest;
  readonly sizeBytes: number;
  /** The digest of the gunzipped bottle. */
  readonly diffId: Digest;
}

/** The two documents between an index and a bottle. */
export interface BrewImage {
  readonly manifest: Uint8Array;
  readonly config: Uint8Array;
}

const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json';
const LAYER_TYPE = 'application/vnd.oci.image.layer.v1.tar+gzip';
const TITLE = 'org.opencontainers.image.title';

/**
 * Rebuilds the image config with the digest `wanted`. Brew has written it the same way since 3.1.0, from the platform and the
 * digest of the gunzipped bottle (`write_image_config` and `write_hash`, Library/Homebrew/github_packages.rb at aad366ffaf).
 * Returns undefined if the digest shows that it was made differently.
 */
export function rebuildBrewConfig(
  platform: Platform | undefined,
  diffId: Digest,
  wanted: Digest,
): Uint8Array | undefined {
  for (const bytes of possibleConfigs(platform, diffId)) {
    if (digestOfBytes(bytes) === wanted) return bytes;
  }
  return undefined;
}

/**
 * Rebuilds the manifest that an index names, and its config. Brew has written it the same way since 3.1.0: the annotations of the
 * index and of the entry, merged and sorted, with the name of the bottle in the title (`upload_bottle` in the same file). Returns
 * undefined if the digest shows that it was made differently, as for bottles added to an index later, whose date is not in the
 * index.
 */
export function rebuildBrewManifest(parts: BrewImageParts): BrewImage | undefined {
  const { entry, diffId } = parts;
  const annotations = annotationsOf(parts);
  for (const config of possibleConfigs(entry.platform, diffId)) {
    const manifest = formatManifest(parts, config, annotations);
    if (digestOfBytes(manifest) === entry.digest) return { manifest, config };
  }
  return undefined;
}

function formatManifest(
  { fileName, digest, sizeBytes }: BrewImageParts,
  config: Uint8Array,
  annotations: Readonly<Record<string, string>>,
): Uint8Array {
  return prettily({
    schemaVersion: 2,
    config: { mediaType: CONFIG_TYPE, digest: digestOfBytes(config), size: config.length },
    layers: [
      { mediaType: LAYER_TYPE, digest, size: sizeBytes, annotations: { [TITLE]: fileName } },
    ],
    annotations,
  });
}

function annotationsOf({ index, entry }: BrewImageParts): Readonly<Record<string, string>> {
  const merged = new Map([...index.annotations, ...entry.annotations]);
  const refName = entry.annotations.get('org.opencontainers.image.ref.name') ?? '';
  merged.set(TITLE, `${index.annotations.get(TITLE) ?? ''} ${refName}`);
  const filled = [...merged].filter(([, text]) => text.trim() !== '');
  return Object.fromEntries(filled.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function* possibleConfigs(platform: Platform | undefined, diffId: Digest): Iterable<Uint8Array> {
  const platforms = platform === undefined ? buildMachines() : [asWritten(platform)];
  for (const each of platforms) {
    yield prettily({ ...each, rootfs: { type: 'layers', diff_ids: [diffId] } });
  }
}

/** Formats JSON like Ruby's `JSON.pretty_generate`. */
function prettily(json: object): Uint8Array {
  return Buffer.from(JSON.stringify(json, null, 2));
}

function asWritten({ architecture, os, osVersion, variant }: Platform): object {
  return { architecture, os, 'os.version': osVersion, variant };
}

/** Lists machines that Homebrew may have built an `all` bottle on; since brew 5.1.12 its index does not say which. */
function* buildMachines(): Iterable<Readonly<Record<string, string>>> {
  yield {};
  for (const architecture of ['arm64', 'amd64']) {
    yield { architecture };
    for (const [os, name, releases, minors] of [
      ['darwin', 'macOS', range(11, 40), ['', ...range(0, 9).map((minor) => `.${minor}`)]],
      ['linux', 'Ubuntu', ['22.04', '24.04', '26.04'], ['', '.1', '.2', '.3', '.4', '.5', '.6']],
    ] as const) {
      for (const release of releases) {
        for (const minor of minors) {
          yield { architecture, os, 'os.version': `${name} ${release}${minor}` };
        }
      }
    }
  }
}

function range(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_each, at) => String(from + at));
}
