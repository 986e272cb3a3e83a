import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { Sha256, digestOf, verifyDigest } from '../../../core/digest.ts';
import { isThere, replaceFile } from '../../../store/place/final-name.ts';
import { isSameFile, linkFile } from '../../../store/place/link-file.ts';
import { makeFolder } from '../../../store/place/make-folder.ts';
import { temporaryName } from '../../../store/place/temporary-name.ts';
import { writeFileAtomic } from '../../../store/place/atomic-write.ts';
import { hashFile } from '../../../store/read/hash-file.ts';
import { readTextIfThere } from '../../../store/read/if-there.ts';
import { listFiles } from '../../../store/read/list-files.ts';
import { WORK_FOLDER } from '../../tree/file/tree-layout.ts';
import { dataPath, mediumFolder } from '../format/media-layout.ts';
import type { MediumData } from '../format/media-schema.ts';

/** Where the bytes of a data file come from. */
export interface DataSource {
  /** A file with exactly these bytes, if there is one. */
  readonly file: string | undefined;
  readonly stream: () => AsyncIterable<Uint8Array>;
}

/**
 * The folder of one medium. Until it is finished it is in the work folder, even an older one that has to change, so that a folder
 * with the final name is always whole.
 */
export class MediumFolder {
  /** The absolute path of the finished folder. */
  readonly path: string;
  readonly #work: string;
  #isOpen: boolean;

  private constructor(path: string, work: string, isOpen: boolean) {
    this.path = path;
    this.#work = work;
    this.#isOpen = isOpen;
  }

  /** Finds what an earlier run left. */
  static async find(output: string, number: number): Promise<MediumFolder> {
    const path = join(output, mediumFolder(number));
    const work = join(output, WORK_FOLDER, mediumFolder(number));
    const isBegun = await isThere(work);
    // Both exist only if someone put one back; continue with the whole one.
    const isWhole = await isThere(path);
    if (isBegun && isWhole) await rm(work, { recursive: true });
    return new MediumFolder(path, work, isBegun && !isWhole);
  }

  /** Whether anything in it has to change or has changed. */
  get isChanged(): boolean {
    return this.#isOpen;
  }

  /** Ensures that a file is there; an existing one is checked and, if right, not written again. */
  async place({ sha256, sizeBytes }: MediumData, { file, stream }: DataSource): Promise<void> {
    const name = dataPath(sha256);
    const there = join(this.#at, name);
    if (await isThere(there)) {
      if (file !== undefined && (await isSameFile(file, there))) return;
      const found = await hashFile(there);
      if (found.sizeBytes === sizeBytes && found.digest === digestOf(sha256)) return;
    }
    await this.#open();
    const path = join(this.#work, name);
    await makeFolder(dirname(path));
    await rm(path, { force: true });
    if (file !== undefined && (await linkFile(file, path))) return;
    await writeChecked(path, stream(), sha256);
  }

  /** Removes every file but these. */
  async keepOnly(names: ReadonlySet<string>): Promise<void> {
    if (!(await isThere(this.#at))) return;
    const stale: string[] = [];
    for await (const name of listFiles(this.#at)) if (!names.has(name)) stale.push(name);
    if (stale.length > 0) await this.#open();
    for (const name of stale) await rm(join(this.#work, name), { force: true });
  }

  /** Writes a small file unless it already exists with this text. */
  async write(name: string, text: string): Promise<void> {
    if ((await readTextIfThere(join(this.#at, name))) === text) return;
    await this.#open();
    await writeFileAtomic(join(this.#work, name), text);
  }

  /** Moves the folder to its final name. */
  async finish(): Promise<void> {
    if (!this.#isOpen) return;
    await rename(this.#work, this.path);
    this.#isOpen = false;
  }

  get #at(): string {
    return this.#isOpen ? this.#work : this.path;
  }

  async #open(): Promise<void> {
    if (this.#isOpen) return;
    await makeFolder(dirname(this.#work));
    if (await isThere(this.path)) await rename(this.path, this.#work);
    else await mkdir(this.#work);
    this.#isOpen = true;
  }
}

async function writeChecked(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  sha256: MediumData['sha256'],
): Promise<void> {
  const temporary = temporaryName(path);
  const hash = new Sha256();
  try {
    const file = await open(temporary, 'wx');
    try {
      for await (const chunk of chunks) {
        hash.update(chunk);
        await file.writeFile(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    verifyDigest(path, digestOf(sha256), hash.digest());
    await replaceFile(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}
