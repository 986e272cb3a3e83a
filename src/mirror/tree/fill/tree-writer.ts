import { lstatSync } from 'node:fs';
import { lstat, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

import { digestOf, Sha256, type Hex } from '../../../core/digest.ts';
import { StoreError } from '../../../core/errors.ts';
import { makeFolder } from '../../../store/place/make-folder.ts';
import { placeFile } from '../../../store/place/place-file.ts';
import { randomMark } from '../../../store/place/temporary-name.ts';
import { hashFile } from '../../../store/read/hash-file.ts';
import { readRegularFile } from '../../../store/read/read-regular-file.ts';
import { listFiles } from '../../../store/read/list-files.ts';
import { codeOf, explainStoreFailure, guardStore } from '../../../store/store-failure.ts';
import { WORK_FOLDER } from '../file/tree-layout.ts';

/** Larger than any document or formula. */
const SMALL_BYTES = 64 * 1024 * 1024;

/** What is on disk under a name. */
export interface WrittenFile {
  readonly sha256: Hex;
  readonly sizeBytes: number;
}

/**
 * Writes files of a tree atomically: each is written in the work folder, which no server shows, and renamed into place. Nothing
 * is flushed to disk; the next run checks what an interrupted one left. No link in the tree is followed, since the mirror may
 * come from elsewhere. Throws {@link StoreError}.
 */
export class TreeWriter {
  readonly directory: string;
  readonly #made = new Set<string>();
  readonly #sums = new Map<string, Hex>();
  /** Folders of the tree that are known not to be links. */
  readonly #own = new Set<string>();

  /** `directory` is the folder of the mirror. */
  constructor(directory: string) {
    this.directory = directory;
  }

  /** Returns the path where a file is or would be. */
  pathOf(name: string): string {
    return join(this.directory, name);
  }

  /** Writes a file, replacing an existing one; a file that has the `known` sum and would have it again is left untouched. */
  async write(
    name: string,
    content: Uint8Array | AsyncIterable<Uint8Array>,
    known?: Hex,
  ): Promise<WrittenFile> {
    const path = this.pathOf(name);
    return guardStore('write', path, async () => {
      const temporary = await this.#temporary();
      try {
        const hash = new Sha256();
        let sizeBytes = 0;
        const counted = async function* (): AsyncGenerator<Uint8Array> {
          if (content instanceof Uint8Array) yield content;
          else yield* content;
        };
        const pieces = async function* (): AsyncGenerator<Uint8Array> {
          for await (const piece of counted()) {
            hash.update(piece);
            sizeBytes += piece.length;
            yield piece;
          }
        };
        await writeFile(temporary, pieces(), { flag: 'wx' });
        const sha256 = hash.hex();
        if (!name.startsWith('v2/')) this.#sums.set(name, sha256);
        const isSame = sha256 === known && this.sizeOf(name) === sizeBytes;
        if (!isSame) await this.#place(temporary, path);
        return { sha256, sizeBytes };
      } finally {
        await rm(temporary, { force: true });
      }
    });
  }

  /** Moves a file from elsewhere on the same disk into the tree. */
  async move(from: string, name: string): Promise<void> {
    const path = this.pathOf(name);
    await guardStore('write', path, () => this.#place(from, path));
  }

  /** Copies a file into the tree, sharing its blocks if the file system can. */
  async copy(from: string, name: string): Promise<void> {
    const temporary = await this.#temporary();
    try {
      await placeFile(from, temporary);
      await this.move(temporary, name);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /**
   * Returns the size of a file; undefined if there is none. Synchronous, because five files of each of ten thousand bottles are
   * checked, and a promise for each would cost ten times the check.
   */
  sizeOf(name: string): number | undefined {
    const path = this.pathOf(name);
    try {
      const found = lstatSync(path, { throwIfNoEntry: false });
      return found?.isFile() === true ? found.size : undefined;
    } catch (error) {
      if (codeOf(error) === 'ENOTDIR') return undefined;
      throw explainStoreFailure('read', path, error);
    }
  }

  /** Reports whether a file exists with exactly these bytes, by reading it. */
  async hasBytes(name: string, { sha256, sizeBytes }: WrittenFile): Promise<boolean> {
    if (this.sizeOf(name) !== sizeBytes) return false;
    const { digest } = await hashFile(this.pathOf(name));
    return digest === digestOf(sha256);
  }

  /** Lists the files in a folder of the tree and below, as sorted paths in the tree; none if there is no such folder. */
  async list(folder: string): Promise<readonly string[]> {
    const names: string[] = [];
    await this.#requireOwn(folder);
    try {
      for await (const name of listFiles(this.directory, folder)) names.push(name);
      return names;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw explainStoreFailure('read', this.pathOf(folder), error);
    }
  }

  /** Reads a small file whole. */
  async read(name: string): Promise<Uint8Array> {
    const path = this.pathOf(name);
    await this.#requireOwn(name);
    return guardStore('read', path, () => readRegularFile(path, SMALL_BYTES));
  }

  /** Returns the sum of a file that this run wrote, so that it need not be read again; undefined for files below `v2/`. */
  sumOf(name: string): Hex | undefined {
    return this.#sums.get(name);
  }

  /** Removes a file, if it exists. */
  async remove(name: string): Promise<void> {
    const path = this.pathOf(name);
    this.#sums.delete(name);
    await this.#requireOwn(dirname(name));
    await guardStore('remove', path, () => rm(path, { force: true }));
  }

  async #place(temporary: string, path: string): Promise<void> {
    const folder = dirname(path);
    if (!this.#made.has(folder)) {
      await this.#requireOwn(relative(this.directory, folder));
      await makeFolder(folder);
    }
    this.#made.add(folder);
    await rename(temporary, path);
  }

  async #temporary(): Promise<string> {
    const folder = join(this.directory, WORK_FOLDER);
    if (!this.#made.has(folder)) {
      await this.#requireOwn(WORK_FOLDER);
      await makeFolder(folder);
    }
    this.#made.add(folder);
    return join(folder, `${randomMark()}.tmp`);
  }

  /** Throws {@link StoreError} if a path or a folder on the way to it is a link. */
  async #requireOwn(name: string): Promise<void> {
    const folders = name === '' || name === '.' ? [] : name.split('/');
    for (const [at] of folders.entries()) {
      const path = this.pathOf(folders.slice(0, at + 1).join('/'));
      if (this.#own.has(path)) continue;
      if (!(await requireNoLink(path))) return;
      this.#own.add(path);
    }
  }
}

/** Reports whether a path exists. Throws {@link StoreError} for a link, since what it points to is not part of the mirror. */
export async function requireNoLink(path: string): Promise<boolean> {
  const found = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw explainStoreFailure('read', path, error);
  });
  if (found?.isSymbolicLink() !== true) return found !== undefined;
  throw new StoreError(`${path} is a link, but a mirror must not have links`, path, {
    hint: 'Remove the link, or make the mirror in another folder.',
  });
}
