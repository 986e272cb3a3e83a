import { lstat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileRange } from '../../archive/gzip.ts';
import { readPlainTar } from '../../archive/read-plain-tar.ts';
import { Sha256, type Hex } from '../../core/digest.ts';
import { InvalidFileError } from '../../core/errors.ts';
import type { EventSink, WorkStep } from '../../core/events.ts';
import { listFiles } from '../../store/read/list-files.ts';
import { changedFile, openRegular, stampOf } from './file-stamp.ts';
import { TAR_ROOT } from './layout.ts';
import { PartsFile, readRange } from './parts-file.ts';

/** The files of a bundle, wherever they are. */
export interface BundleFiles {
  readonly kind: 'folder' | 'tar';
  /** Sizes by name, in the order of a tar, or sorted for a folder. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Sums by name, if they were asked for. */
  readonly sums: ReadonlyMap<string, Hex>;
  /**
   * Streams a file, or a range of it, as it was when the files were found. Throws {@link InvalidFileError} before the first byte
   * that may be different: a file that was touched is hashed again if sums were asked for, and is refused otherwise.
   */
  open(name: string, range?: FileRange): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Finds the files of a bundle. A folder may hold only folders and regular files; a tar only what `writeBundle` writes, record for
 * record. Reads everything once if sums are asked for. Throws {@link InvalidFileError}, and file system errors.
 */
export async function findBundleFiles(
  path: string,
  withSums: boolean,
  onEvent?: EventSink,
): Promise<BundleFiles> {
  const find = (await lstat(path)).isDirectory() ? folderFiles : tarFiles;
  return find(path, withSums, (count) => {
    onEvent?.({ type: 'step', step: { kind: 'check-files', path, ...count } });
  });
}

/** Called with how far the files of a bundle have been read. */
type OnFile = (count: Pick<CheckStep, 'files' | 'totalFiles' | 'readBytes' | 'totalBytes'>) => void;

type CheckStep = Extract<WorkStep, { readonly kind: 'check-files' }>;

async function folderFiles(path: string, withSums: boolean, onFile: OnFile): Promise<BundleFiles> {
  const sizes = new Map<string, number>();
  const sums = new Map<string, Hex>();
  const stamps = new Map<string, string>();
  const names: string[] = [];
  for await (const name of listFiles(path)) names.push(name);
  for (const name of names) {
    onFile({ files: sizes.size, totalFiles: names.length });
    const file = await openRegular(join(path, name), name);
    try {
      const stamp = await stampOf(file);
      const { size } = await file.stat();
      sizes.set(name, size);
      stamps.set(name, stamp);
      if (!withSums) continue;
      sums.set(name, await hashContent(readRange(file, { start: 0, end: size })));
      if ((await stampOf(file)) !== stamp) throw changedFile(name);
    } finally {
      await file.close();
    }
  }
  const source: BundleSource = { stamps, sums, sizes, read: readRange, stamp: stampOf };
  return {
    kind: 'folder',
    sizes,
    sums,
    open: async function* (name, range) {
      const file = await openRegular(join(path, name), name);
      try {
        yield* readUnchanged(source, { name, file }, range);
      } finally {
        await file.close();
      }
    },
    close: async () => {},
  };
}

/** What is known about checked files, and how to read them once opened. */
interface BundleSource<Opened = FileHandle> {
  readonly stamps: Map<string, string>;
  readonly sums: ReadonlyMap<string, Hex>;
  readonly sizes: ReadonlyMap<string, number>;
  readonly read: (opened: Opened, range: FileRange, name: string) => AsyncIterable<Uint8Array>;
  readonly stamp: (opened: Opened) => Promise<string>;
}

/** Reads a file, or a range of it; checks the stamp after every read, before yielding what was read. */
async function* readUnchanged<Opened>(
  source: BundleSource<Opened>,
  { name, file: opened }: { readonly name: string; readonly file: Opened },
  range: FileRange | undefined,
): AsyncIterable<Uint8Array> {
  const end = source.sizes.get(name);
  if (end === undefined) throw new Error(`Internal error: ${name} is not in the bundle`);
  await requireUnchanged(source, name, opened);
  const stamp = source.stamps.get(name);
  for await (const chunk of source.read(opened, range ?? { start: 0, end }, name)) {
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

async function tarFiles(path: string, withSums: boolean, onFile: OnFile): Promise<BundleFiles> {
  const file = await PartsFile.open(path);
  try {
    const stamp = await file.stamp();
    const { places, sums } = await walkTar(file, { path, withSums, onFile });
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
      open: (name, range) => readUnchanged(source, { name, file }, range),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function walkTar(
  file: PartsFile,
  {
    path,
    withSums,
    onFile,
  }: { readonly path: string; readonly withSums: boolean; readonly onFile: OnFile },
): Promise<{ places: ReadonlyMap<string, FileRange>; sums: ReadonlyMap<string, Hex> }> {
  const places = new Map<string, FileRange>();
  const sums = new Map<string, Hex>();
  const { sizeBytes: end } = file;
  const tar = { what: path, kind: 'a bundle', sizeBytes: end };
  for await (const member of readPlainTar(file.read({ start: 0, end }), tar)) {
    const { name, type, sizeBytes, byteOffset, content } = member;
    if (!name.startsWith(`${TAR_ROOT}/`) || type !== 'file') {
      throw new InvalidFileError(`${path}: ${JSON.stringify(name)} does not belong in a bundle`);
    }
    onFile({
      files: places.size,
      totalFiles: undefined,
      readBytes: byteOffset,
      totalBytes: end,
    });
    const short = name.slice(TAR_ROOT.length + 1);
    places.set(short, { start: byteOffset, end: byteOffset + sizeBytes });
    if (withSums) sums.set(short, await hashContent(content));
  }
  return { places, sums };
}

async function hashContent(content: AsyncIterable<Uint8Array>): Promise<Hex> {
  const hash = new Sha256();
  for await (const chunk of content) hash.update(chunk);
  return hash.hex();
}
