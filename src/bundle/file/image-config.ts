import { createHash } from 'node:crypto';
import { digestOfGunzipped } from '../../archive/gzip.ts';
import { isDigest, type Digest } from '../../core/digest.ts';
import type { ContentsItem } from './contents-schema.ts';
import type { BundleReader } from './open-bundle.ts';
import { parseRawIndex, parseRawManifest } from './registry-file-schema.ts';

/** Gives the digest of the image config that a bottle's manifest names; undefined when there is none. */
export async function configDigestOf(
  reader: BundleReader,
  { files }: ContentsItem,
): Promise<Digest | undefined> {
  if (files.manifest === null) return undefined;
  const { config } = parseRawManifest(await reader.read(files.manifest), files.manifest);
  return config !== undefined && isDigest(config.digest) ? config.digest : undefined;
}

/**
 * Makes the image config that a bottle's manifest names, which no bundle holds: brew has written it in one way since 3.1.0,
 * from the platform and the sum of the gunzipped bottle (`write_image_config` and `write_hash`,
 * Library/Homebrew/github_packages.rb at aad366ffaf). Undefined when the digest shows that it was made in another way.
 * Reads the bottle once.
 */
export async function rebuildImageConfig(
  reader: BundleReader,
  item: ContentsItem,
): Promise<Uint8Array | undefined> {
  const wanted = await configDigestOf(reader, item);
  const { index, bottle } = item.files;
  if (wanted === undefined || index === null) return undefined;
  const entry = parseRawIndex(await reader.read(index), index).manifests.find(
    ({ digest }) => digest === item.registry?.manifestDigest,
  );
  const diffId = await digestOfGunzipped(reader.open(bottle), bottle);
  const platforms = entry?.platform === undefined ? buildMachines() : [entry.platform];
  for (const platform of platforms) {
    const config = { ...platform, rootfs: { type: 'layers', diff_ids: [diffId] } };
    const bytes = Buffer.from(JSON.stringify(config, null, 2));
    if (`sha256:${createHash('sha256').update(bytes).digest('hex')}` === wanted) return bytes;
  }
  return undefined;
}

/** Machines that Homebrew may have built a bottle for all systems on; its index does not say which since brew 5.1.12. */
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
