import { stat } from 'node:fs/promises';

import type { FileRange } from '../../archive/gzip.ts';
import { InvalidFileError } from '../../core/errors.ts';
import { cannotRead, requireNamedFile } from '../../store/read/named-path.ts';
import type { EventSink } from '../../core/events.ts';
import { findBundleFiles, type BundleFiles } from './bundle-files.ts';
import { parseBundleContents, type BundleContents } from './contents-schema.ts';

/** The most bytes that {@link BundleReader.read} takes into memory. */
const READ_LIMIT = 64 * 1024 * 1024;

/** Reads files from a bundle, a folder or a tar, whole or in ranges. Owns the file: close it, or use `await using`. */
export class BundleReader implements AsyncDisposable {
  readonly path: string;
  readonly kind: 'folder' | 'tar';
  /** Every file, in the order of a tar, or sorted for a folder. */
  readonly names: readonly string[];
  readonly contents: BundleContents;
  readonly #files: BundleFiles;

  constructor(path: string, files: BundleFiles, contents: BundleContents) {
    this.path = path;
    this.kind = files.kind;
    this.names = [...files.sizes.keys()];
    this.contents = contents;
    this.#files = files;
  }

  /** Checks whether the bundle has a file. */
  has(name: string): boolean {
    return this.#files.sizes.has(name);
  }

  /** Returns a file's size in bytes. Throws {@link InvalidFileError} if there is none. */
  sizeOf(name: string): number {
    const size = this.#files.sizes.get(name);
    if (size === undefined) throw new InvalidFileError(`${this.path} has no ${name}`);
    return size;
  }

  /** Streams a file, or a range of it (`end` exclusive). Throws {@link InvalidFileError} if there is none. */
  open(name: string, range?: FileRange): AsyncIterable<Uint8Array> {
    this.sizeOf(name);
    return this.#files.open(name, range);
  }

  /** Reads a whole file of at most 64 MiB. Throws {@link InvalidFileError}. */
  async read(name: string): Promise<Uint8Array> {
    return readWhole(this.#files, this.path, name);
  }

  /** Closes the bundle, and with it every stream from {@link BundleReader.open}. */
  async close(): Promise<void> {
    await this.#files.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/**
 * Opens a bundle: a folder, a tar, or the first part of a split one (`….001`). Checks its form, not its sums: see `verifyBundle`.
 * Walks a tar once. Throws {@link InvalidFileError}, and `UsageError` if it cannot be read.
 */
export async function openBundle(path: string): Promise<BundleReader> {
  return readBundle(path, await findNamedBundle(path, false));
}

/** Finds the files of a bundle that the user named. Throws {@link InvalidFileError}, and `UsageError` if it cannot be read. */
export async function findNamedBundle(
  path: string,
  withSums: boolean,
  onEvent?: EventSink,
): Promise<BundleFiles> {
  try {
    if (!(await stat(path)).isDirectory()) requireNamedFile(path);
    return await findBundleFiles(path, withSums, onEvent);
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw cannotRead(path, error);
  }
}

/** Reads a bundle from files that were found, and owns them from then on. Throws {@link InvalidFileError}. */
export async function readBundle(path: string, files: BundleFiles): Promise<BundleReader> {
  try {
    const contents = parseBundleContents(await readWhole(files, path, 'bundle.json'), path);
    return new BundleReader(path, files, contents);
  } catch (error) {
    await files.close();
    throw error;
  }
}

/** Reads one file of a bundle into memory. Throws {@link InvalidFileError} if it is missing or larger than 64 MiB. */
export async function readWhole(
  files: BundleFiles,
  path: string,
  name: string,
): Promise<Uint8Array> {
  const size = files.sizes.get(name);
  if (size === undefined) {
    throw new InvalidFileError(`${path} has no ${name}`, {
      hint: 'A bundle is a folder or tar that brewpull bundle made.',
    });
  }
  if (size > READ_LIMIT) throw new InvalidFileError(`${name} of ${path} has ${size} bytes`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of files.open(name)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
