import { mkdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { hexOf, type Digest } from '../core/digest.ts';
import { DigestMismatchError, InvalidFileError } from '../core/errors.ts';
import { writeFileAtomic } from './atomic-write.ts';
import { hashBytes, hashFile } from './hash-file.ts';
import { withLockFile } from './lock-file.ts';
import { codeOf, explainStoreFailure } from './store-failure.ts';

/** Verified bytes on disk. */
export interface StoredBlob {
  readonly path: string;
  readonly sizeBytes: number;
  /** False when this call put them there. */
  readonly wasThere: boolean;
}

/**
 * Bytes kept by their digest: `blobs/sha256/ab/abcd…`, and beside them `partial/` with downloads that are not complete.
 * Several processes may use one store. Names are made of digests only.
 */
export class BlobStore {
  readonly directory: string;

  /** Nothing is made before something is stored. */
  constructor(directory: string) {
    this.directory = directory;
  }

  /** Gives where the bytes of a digest are or would be. */
  pathOf(digest: Digest): string {
    const hex = hexOf(digest);
    return join(this.directory, 'blobs/sha256', hex.slice(0, 2), hex);
  }

  /** Tells whether a digest is stored, without checking its bytes. */
  async has(digest: Digest): Promise<boolean> {
    return (await this.#sizeOf(digest)) !== undefined;
  }

  /** Finds bytes and hashes them again, for they may have been changed through a hard link; damaged ones are removed. */
  async find(digest: Digest): Promise<StoredBlob | undefined> {
    const path = this.pathOf(digest);
    if ((await this.#sizeOf(digest)) === undefined) return undefined;
    const found = await hashFile(path);
    if (found.digest !== digest) {
      await rm(path, { force: true });
      return undefined;
    }
    const now = new Date();
    await utimes(path, now, now).catch(() => undefined); // Last use, for cleaning; a read-only cache does without.
    return { path, sizeBytes: found.sizeBytes, wasThere: true };
  }

  /**
   * Gives stored bytes, or has them downloaded to a path that stays the same in later runs, so that a broken download goes
   * on. `download` must leave there exactly the bytes of the digest, checked. One process at a time works on a digest;
   * others wait and find the result. Throws what `download` throws; what it left stays for the next run.
   */
  async obtain(
    digest: Digest,
    signal: AbortSignal | undefined,
    download: (partPath: string) => Promise<void>,
  ): Promise<StoredBlob> {
    const found = await this.find(digest);
    if (found !== undefined) return found;
    const partPath = join(this.directory, 'partial', `${hexOf(digest)}.part`);
    try {
      await mkdir(dirname(partPath), { recursive: true });
      return await withLockFile(`${partPath}.lock`, signal, async () => {
        const meanwhile = await this.find(digest);
        if (meanwhile !== undefined) return meanwhile;
        await download(partPath);
        const path = this.pathOf(digest);
        await mkdir(dirname(path), { recursive: true });
        const { size } = await stat(partPath);
        await rename(partPath, path);
        return { path, sizeBytes: size, wasThere: false };
      });
    } catch (error) {
      throw explainStoreFailure('write', partPath, error);
    }
  }

  /** Stores small bytes, such as an index as it was served. Throws `StoreError`. */
  async putBytes(bytes: Uint8Array): Promise<Digest> {
    const digest = hashBytes(bytes);
    if ((await this.#sizeOf(digest)) !== bytes.length) {
      await writeFileAtomic(this.pathOf(digest), bytes);
    }
    return digest;
  }

  /** Reads small bytes back; undefined when they are not there. Throws when they are damaged or larger than allowed. */
  async readBytes(digest: Digest, maxBytes: number): Promise<Uint8Array | undefined> {
    const path = this.pathOf(digest);
    const size = await this.#sizeOf(digest);
    if (size === undefined) return undefined;
    if (size > maxBytes) throw new InvalidFileError(`${path} is larger than ${maxBytes} bytes`);
    const bytes = await readFile(path);
    const actual = hashBytes(bytes);
    if (actual !== digest) {
      await rm(path, { force: true });
      throw new DigestMismatchError(path, digest, actual, {
        hint: 'It was removed; run this again.',
      });
    }
    return bytes;
  }

  async #sizeOf(digest: Digest): Promise<number | undefined> {
    try {
      return (await stat(this.pathOf(digest))).size;
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
      throw explainStoreFailure('read', this.pathOf(digest), error);
    }
  }
}
