import { layOutTar, type RangedTar } from '../../archive/ranged-tar.ts';
import { compareBundlePaths, isBesideSums, TAR_ROOT } from '../../bundle/file/layout.ts';
import type { BundleReader } from '../../bundle/file/open-bundle.ts';
import { parseSums } from '../../bundle/file/sums-file.ts';
import { scriptsOf } from '../../bundle/installer/script.ts';
import { digestOf, digestOfBytes, hexOfBytes, type Hex } from '../../core/digest.ts';
import { typeOfFile, type Route } from './route.ts';

/** The path of the whole bundle, without the leading `/`. */
export const ARCHIVE_PATH = `${TAR_ROOT}.tar`;

/** The files of a bundle as a server sends them. */
export interface BundleFileSite {
  /** The routes by path, with a leading `/`. */
  readonly routes: ReadonlyMap<string, Route>;
  /** The sum of every file, including `SHA256SUMS` and its signatures, which no list names. */
  readonly sums: ReadonlyMap<string, Hex>;
  readonly sumsSha256: Hex;
  readonly archive: RangedTar;
}

/**
 * Lists every file of a checked bundle under its own path, and the whole bundle as one tar, byte for byte the one that `brewpull
 * bundle` writes, whether the bundle is a folder, a tar or parts of one. Reads `SHA256SUMS` and signatures.
 */
export async function openBundleFiles(reader: BundleReader): Promise<BundleFileSite> {
  const sums = new Map<string, Hex>();
  for (const [name, sum] of parseSums(await reader.read('SHA256SUMS')).sums) {
    if (reader.has(name)) sums.set(name, sum);
  }
  const beside = reader.names.filter(isBesideSums).toSorted();
  for (const name of beside) sums.set(name, hexOfBytes(await reader.read(name)));
  const routes = new Map<string, Route>();
  for (const [name, sum] of sums) {
    routes.set(`/${name}`, {
      digest: digestOf(sum),
      kind: 'file',
      open: async () => ({
        mediaType: typeOfFile(name),
        sizeBytes: reader.sizeOf(name),
        open: (range) => reader.open(name, range),
      }),
    });
  }
  const archive = await layOutArchive(reader, [...sums.keys()]);
  // The list of sums and the files beside it determine what is in the tar.
  const tag = digestOfBytes(beside.map((name) => `${sums.get(name) ?? ''}  ${name}\n`).join(''));
  routes.set(`/${ARCHIVE_PATH}`, {
    digest: tag,
    kind: 'file',
    open: async () => ({ mediaType: typeOfFile(ARCHIVE_PATH), ...archive }),
  });
  return { routes, sums, sumsSha256: sums.get('SHA256SUMS') ?? hexOfBytes(''), archive };
}

function layOutArchive(reader: BundleReader, names: readonly string[]): Promise<RangedTar> {
  const scripts = new Set(scriptsOf(reader.contents).map(({ path }) => path));
  return layOutTar(
    names.toSorted(compareBundlePaths).map((name) => ({
      name: `${TAR_ROOT}/${name}`,
      mode: scripts.has(name) ? 0o755 : 0o644,
      sizeBytes: reader.sizeOf(name),
      open: (range) => reader.open(name, range),
    })),
  );
}
