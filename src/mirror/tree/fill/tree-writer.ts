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

/** No document and no formula is larger. */
const SMALL_BYTES = 64 * 1024 * 1024;

/** What is on disk under a name. */
export interface WrittenFile {
  readonly sha256: Hex;
  readonly sizeBytes: number;
}

/**
 * Writes files of a tree whole: each grows in the work folder, which no server shows, and is renamed to its place. Nothing is
 * flushed to the disk: what a run left that was cut off is checked by the next. No link in the tree is followed, for the mirror may come
 * from elsewhere. Throws {@link StoreError}.
 */
export class TreeWriter {
  readonly directory: string;
  readonly #made = new Set<string>();
  readonly #sums = new Map<string, Hex>();
  /** Folders of the tree that are no links. */
  readonly #own = new Set<string>();

  /** `directory` is that of the mirror. */
  constructor(directory: string) {
    this.directory = directory;
  }

  /** Gives where a file is or would be. */
  pathOf(name: string): string {
    return join(this.directory, name);
  }

  /** Writes a file, over one that is there; one that has the known sum and would have it again stays untouched. */
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

  /** Gives a file from elsewhere on the same disk its place in the tree. */
  async move(from: string, name: string): Promise<void> {
    const path = this.pathOf(name);
    await guardStore('write', path, () => this.#place(from, path));
  }

  /** Copies a file into the tree; it shares its blocks where the file system can. */
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
   * Gives the size of a file; undefined where there is none. At once: of ten thousand bottles five files each are looked at, and a
   * promise for each would cost ten times the look.
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

  /** Tells whether a file is there with these very bytes: it is read. */
  async hasBytes(name: string, { sha256, sizeBytes }: WrittenFile): Promise<boolean> {
    if (this.sizeOf(name) !== sizeBytes) return false;
    const { digest } = await hashFile(this.pathOf(name));
    return digest === digestOf(sha256);
  }

  /** Lists the files in a folder of the tree and below, as paths in the tree, sorted; none where there is no folder. */
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

  /** Gives the sum of a file that this run wrote, so that it need not be read for that; undefined too for what has a digest as its name. */
  sumOf(name: string): Hex | undefined {
    return this.#sums.get(name);
  }

  /** Removes a file; one that is not there is fine. */
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

  /** Throws {@link StoreError} where a path, or a folder on the way to it, is a link. */
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

/** Tells whether something is there. Throws {@link StoreError} for a link: what is behind it is no part of the mirror. */
export async function requireNoLink(path: string): Promise<boolean> {
  const found = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw explainStoreFailure('read', path, error);
  });
  if (found?.isSymbolicLink() !== true) return found !== undefined;
  throw new StoreError(`${path} is a link, and a mirror has none`, path, {
    hint: 'Remove the link, or make the mirror in another folder.',
  });
}
