import { createHash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readTar } from '../archive/read-tar.ts';
import { parseHex, type Hex } from '../core/digest.ts';
import { InvalidFileError } from '../core/errors.ts';
import { openRegularFile } from '../store/open-regular-file.ts';
import { readSteadily, UnchangedFile } from '../store/unchanged-file.ts';
import { TAR_ROOT } from './layout.ts';
import { PartsFile, type ByteRange } from './parts-file.ts';

/** The files of a bundle, wherever they lie. */
export interface BundleFiles {
  readonly kind: 'folder' | 'tar';
  /** Sizes by name: of a tar in its order, of a folder sorted. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Sums by name, when they were asked for: what {@link BundleFiles.open} gives then is what was hashed, or an error. */
  readonly sums: ReadonlyMap<string, Hex>;
  /** Streams a file, or a range of it. Throws {@link InvalidFileError} for one that was changed since it was hashed. */
  open(name: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Finds the files of a bundle. A folder must hold folders and regular files only; a tar what `writeBundle` writes, record
 * for record. Reads everything once when sums are asked for. Throws {@link InvalidFileError}, or what the file system says.
 */
export async function findBundleFiles(path: string, withSums: boolean): Promise<BundleFiles> {
  return (await lstat(path)).isDirectory() ? folderFiles(path, withSums) : tarFiles(path, withSums);
}

/** What a Mac itself leaves in folders, on exFAT media above all. */
const LITTER = /^(?:\._.*|\.DS_Store|\.Spotlight-V100|\.fseventsd|\.Trashes)$/;

async function folderFiles(path: string, withSums: boolean): Promise<BundleFiles> {
  const sizes = new Map<string, number>();
  const checked = new Map<string, UnchangedFile>();
  const visit = async (folder: string): Promise<void> => {
    const entries = await readdir(join(path, folder), { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (LITTER.test(entry.name)) continue;
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) await visit(name);
      else if (entry.isFile()) sizes.set(name, (await lstat(join(path, name))).size);
      else
        throw new InvalidFileError(`${path}: ${JSON.stringify(name)} is neither file nor folder`);
    }
  };
  await visit('');
  if (withSums) {
    for (const name of sizes.keys()) {
      checked.set(name, await UnchangedFile.hash(join(path, name), name));
    }
  }
  return {
    kind: 'folder',
    sizes,
    sums: new Map([...checked].map(([name, file]) => [name, file.sha256])),
    open: (name, range) => {
      const size = sizes.get(name);
      if (size === undefined) throw new Error(`Internal error: ${name} is not in the bundle`);
      const whole = range ?? { start: 0, end: size };
      return checked.get(name)?.read(whole) ?? readOnce(join(path, name), whole);
    },
    close: async () => {},
  };
}

async function tarFiles(path: string, withSums: boolean): Promise<BundleFiles> {
  const file = await PartsFile.open(path);
  try {
    const { places, sums } = await walkTar(file, path, withSums);
    const sizes = new Map([...places].map(([name, { start, end }]) => [name, end - start]));
    return {
      kind: 'tar',
      sizes,
      sums,
      open: (name, range) => {
        const place = places.get(name);
        if (place === undefined) throw new Error(`Internal error: ${name} is not in the bundle`);
        if (range === undefined) return file.read(place);
        return file.read({ start: place.start + range.start, end: place.start + range.end });
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function walkTar(
  file: PartsFile,
  path: string,
  withSums: boolean,
): Promise<{ places: ReadonlyMap<string, ByteRange>; sums: ReadonlyMap<string, Hex> }> {
  const places = new Map<string, ByteRange>();
  const sums = new Map<string, Hex>();
  let end = 0;
  const source = file.read({ start: 0, end: file.sizeBytes });
  for await (const member of readTar(source, { what: path })) {
    const { name, type, sizeBytes, byteOffset, content } = member;
    if (!name.startsWith(`${TAR_ROOT}/`) || type !== 'file') {
      throw new InvalidFileError(`${path}: ${JSON.stringify(name)} has no place in a bundle`);
    }
    // Any other record between, such as one that renames what follows, would let two programs see two bundles.
    if (byteOffset !== end + 512) {
      throw new InvalidFileError(`${path} has records before ${name} that brewpull does not write`);
    }
    const short = name.slice(TAR_ROOT.length + 1);
    places.set(short, { start: byteOffset, end: byteOffset + sizeBytes });
    end = byteOffset + Math.ceil(sizeBytes / 512) * 512;
    if (withSums) sums.set(short, await hashContent(content));
  }
  if (file.sizeBytes !== end + 1024) {
    throw new InvalidFileError(`${path} does not end where the tar of a bundle ends`, {
      hint: 'Copy or join it again, and compare its checksum.',
    });
  }
  return { places, sums };
}

async function hashContent(content: AsyncIterable<Uint8Array>): Promise<Hex> {
  const hash = createHash('sha256');
  for await (const chunk of content) hash.update(chunk);
  return parseHex(hash.digest('hex'));
}

async function* readOnce(path: string, range: ByteRange): AsyncIterable<Uint8Array> {
  const file = await openRegularFile(path, { mayBeLink: false });
  try {
    yield* readSteadily(file, range, async () => {});
  } finally {
    await file.close();
  }
}
