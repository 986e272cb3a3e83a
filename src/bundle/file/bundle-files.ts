import { createHash } from 'node:crypto';
import { lstat, readdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { readTar } from '../../archive/read-tar.ts';
import { parseHex, type Hex } from '../../core/digest.ts';
import { InvalidFileError } from '../../core/errors.ts';
import { changedFile, openRegular, stampOf } from './file-stamp.ts';
import { TAR_ROOT } from './layout.ts';
import { PartsFile, readRange, type SplitRange } from './parts-file.ts';

/** The files of a bundle, wherever they lie. */
export interface BundleFiles {
  readonly kind: 'folder' | 'tar';
  /** Sizes by name: of a tar in its order, of a folder sorted. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Sums by name, when they were asked for. */
  readonly sums: ReadonlyMap<string, Hex>;
  /**
   * Streams a file, or a range of it, as it was when the files were found. Throws {@link InvalidFileError} before the first
   * byte that may be another: a file that was touched is hashed again where sums were asked for, and is refused otherwise.
   */
  open(name: string, range?: SplitRange): AsyncIterable<Uint8Array>;
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
  const sums = new Map<string, Hex>();
  const stamps = new Map<string, string>();
  const visit = async (folder: string): Promise<void> => {
    const entries = await readdir(join(path, folder), { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (LITTER.test(entry.name)) continue;
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) await visit(name);
      else if (entry.isFile()) await add(name);
      else
        throw new InvalidFileError(`${path}: ${JSON.stringify(name)} is neither file nor folder`);
    }
  };
  const add = async (name: string): Promise<void> => {
    const file = await openRegular(join(path, name), name);
    try {
      const stamp = await stampOf(file);
      const { size } = await file.stat();
      sizes.set(name, size);
      stamps.set(name, stamp);
      if (!withSums) return;
      sums.set(name, await hashContent(readRange(file, { start: 0, end: size })));
      if ((await stampOf(file)) !== stamp) throw changedFile(name);
    } finally {
      await file.close();
    }
  };
  await visit('');
  const source: BundleSource = {
    stamps,
    sums,
    sizes,
    read: readRange,
    stamp: stampOf,
  };
  return {
    kind: 'folder',
    sizes,
    sums,
    open: async function* (name, range) {
      const size = sizes.get(name);
      if (size === undefined) throw new Error(`Internal error: ${name} is not in the bundle`);
      const file = await openRegular(join(path, name), name);
      try {
        yield* readUnchanged(source, { name, file }, range ?? { start: 0, end: size });
      } finally {
        await file.close();
      }
    },
    close: async () => {},
  };
}

/** What is known of checked files, and how they are read from what is open. */
interface BundleSource<Opened = FileHandle> {
  readonly stamps: Map<string, string>;
  readonly sums: ReadonlyMap<string, Hex>;
  readonly sizes: ReadonlyMap<string, number>;
  readonly read: (opened: Opened, range: SplitRange, name: string) => AsyncIterable<Uint8Array>;
  readonly stamp: (opened: Opened) => Promise<string>;
}

/** Looks at the stamp after every read, before what was read is given. */
async function* readUnchanged<Opened>(
  source: BundleSource<Opened>,
  { name, file: opened }: { readonly name: string; readonly file: Opened },
  range: SplitRange,
): AsyncIterable<Uint8Array> {
  await requireUnchanged(source, name, opened);
  const stamp = source.stamps.get(name);
  for await (const chunk of source.read(opened, range, name)) {
    if ((await source.stamp(opened)) !== stamp) throw changedFile(name);
    yield chunk;
  }
}

async function requireUnchanged<Opened>(
  { stamps, sums, sizes, read, stamp }: BundleSource<Opened>,
  name: string,
  opened: Opened,
): Promise<void> {
  const now = await stamp(opened);
  if (now === stamps.get(name)) return;
  const sum = sums.get(name);
  if (sum === undefined) throw changedFile(name);
  const end = sizes.get(name) ?? 0;
  try {
    const found = await hashContent(read(opened, { start: 0, end }, name));
    if (found !== sum) throw changedFile(name);
  } catch (error) {
    // It may be shorter now.
    throw error instanceof InvalidFileError ? changedFile(name) : error;
  }
  if ((await stamp(opened)) !== now) throw changedFile(name);
  stamps.set(name, now);
}

async function tarFiles(path: string, withSums: boolean): Promise<BundleFiles> {
  const file = await PartsFile.open(path);
  try {
    const stamp = await file.stamp();
    const { places, sums } = await walkTar(file, path, withSums);
    if ((await file.stamp()) !== stamp) throw changedFile(path);
    const sizes = new Map([...places].map(([name, { start, end }]) => [name, end - start]));
    const source: BundleSource<PartsFile> = {
      stamps: new Map([...places.keys()].map((name) => [name, stamp])),
      sums,
      sizes,
      stamp: (opened) => opened.stamp(),
      read: (opened, { start, end }, name) => {
        const at = places.get(name)?.start ?? 0;
        return opened.read({ start: at + start, end: at + end });
      },
    };
    return {
      kind: 'tar',
      sizes,
      sums,
      open: (name, range) => {
        const size = sizes.get(name);
        if (size === undefined) throw new Error(`Internal error: ${name} is not in the bundle`);
        return readUnchanged(source, { name, file }, range ?? { start: 0, end: size });
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
): Promise<{ places: ReadonlyMap<string, SplitRange>; sums: ReadonlyMap<string, Hex> }> {
  const places = new Map<string, SplitRange>();
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
