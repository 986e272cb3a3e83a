import { readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { digestOfBytes, hexOf, type Digest } from '../../core/digest.ts';
import {
  type BrewpullError,
  DigestMismatchError,
  InvalidFileError,
  StoreError,
} from '../../core/errors.ts';
import { writeFileAtomic } from '../place/atomic-write.ts';
import { noteUse, removeOldLeftovers } from './cache-usage.ts';
import { claimPartial, keptBytes } from './claim-partial.ts';
import { hashFile } from '../read/hash-file.ts';
import { LostMutexError, withMutex, type MutexOptions } from '../mutex/mutex.ts';
import type { PartialFile } from './partial-file.ts';
import { makeFolder } from '../place/make-folder.ts';
import { codeOf, explainStoreFailure, guardStore, isReadOnly } from '../store-failure.ts';

/** Verified bytes on disk. */
export interface StoredBlob {
  readonly path: string;
  readonly sizeBytes: number;
  /** False if this call put them there. */
  readonly wasThere: boolean;
}

/** How bytes are obtained. */
export interface ObtainOptions extends MutexOptions {
  /** The most that is taken of what an earlier run kept. */
  readonly maxBytes: number;
}

/** Fills a partial, continuing after what it holds; the signal is also aborted if another run took over the download. */
export type FillPartial = (part: PartialFile, signal: AbortSignal) => Promise<void>;

/**
 * Bytes kept by their digest: `blobs/sha256/ab/abcd…`, and beside them `partial/` with unfinished downloads. Several processes
 * may use one store. Names consist of digests only.
 */
export class BlobStore {
  readonly directory: string;
  /** Whether this run has cleaned up what others left. */
  #isTidied = false;

  /** Creates nothing until something is stored. */
  constructor(directory: string) {
    this.directory = directory;
  }

  /** Returns where the bytes of a digest are or would be. */
  pathOf(digest: Digest): string {
    const hex = hexOf(digest);
    return join(this.directory, 'blobs/sha256', hex.slice(0, 2), hex);
  }

  /** Returns whether a digest is stored, without checking its bytes. */
  async has(digest: Digest): Promise<boolean> {
    return (await this.#sizeOf(digest)) !== undefined;
  }

  /** Returns how many bytes of a download earlier runs kept. */
  async keptBytes(digest: Digest): Promise<number> {
    const folder = join(this.directory, 'partial');
    return guardStore('read', folder, () => keptBytes({ folder, name: hexOf(digest) }));
  }

  /** Finds bytes and hashes them again, because anything may have changed them since; damaged ones are removed. */
  async find(digest: Digest): Promise<StoredBlob | undefined> {
    const path = this.pathOf(digest);
    if ((await this.#sizeOf(digest)) === undefined) return undefined;
    const found = await hashFile(path);
    if (found.digest !== digest) {
      await drop(path);
      return undefined;
    }
    await noteUse(path);
    return { path, sizeBytes: found.sizeBytes, wasThere: true };
  }

  /**
   * Returns stored bytes, or has them downloaded into a partial, which later runs continue if `fill` throws. They get their
   * name when what is on disk has the digest. One process at a time works on a digest; others wait and find the result, and so
   * does one that was stopped while another took over its download. Throws `DigestMismatchError`, and what `fill` throws.
   */
  async obtain(digest: Digest, options: ObtainOptions, fill: FillPartial): Promise<StoredBlob> {
    const { onEvent } = options;
    const folder = join(this.directory, 'partial');
    const mutexPath = join(folder, `${hexOf(digest)}.part.lock`);
    for (;;) {
      const found = await this.find(digest);
      if (found !== undefined) return found;
      try {
        await makeFolder(folder);
        if (!this.#isTidied) await removeOldLeftovers(this.directory, Date.now());
        this.#isTidied = true;
        return await withMutex(mutexPath, options, async ({ isInherited: isShared, signal }) => {
          const other = await this.find(digest);
          if (other !== undefined) return other;
          const name = hexOf(digest);
          const part = await claimPartial({ folder, name, limitBytes: options.maxBytes, isShared });
          return this.#store(digest, part, () => fill(part, signal));
        });
      } catch (error) {
        if (!(error instanceof LostMutexError)) {
          throw this.#explain(error);
        }
        const message = `another run took over the download of ${digest} while this one was stopped; the file it fetches will be used`;
        onEvent?.({ type: 'warning', message });
      }
    }
  }

  /** Explains a failure; if the cache cannot be written to, the error names its folder, not the file that was to be created. */
  #explain(error: unknown): BrewpullError {
    const cause = error instanceof StoreError && isReadOnly(error) ? error.cause : error;
    return explainStoreFailure('write to the cache', this.directory, cause);
  }

  async #store(digest: Digest, part: PartialFile, fill: () => Promise<void>): Promise<StoredBlob> {
    try {
      await fill();
      const actual = await part.seal();
      if (actual !== digest) {
        await part.discard();
        throw new DigestMismatchError(part.path, { expected: digest, actual });
      }
      const path = this.pathOf(digest);
      await makeFolder(dirname(path));
      // No other process uses the partial's name, so this renames the very file that was checked.
      await rename(part.path, path);
      return { path, sizeBytes: part.sizeBytes, wasThere: false };
    } finally {
      await part.close();
    }
  }

  /** Stores a few bytes, such as an index exactly as served. Throws `StoreError`. */
  async putBytes(bytes: Uint8Array): Promise<Digest> {
    const digest = digestOfBytes(bytes);
    if ((await this.#sizeOf(digest)) !== bytes.length) {
      await writeFileAtomic(this.pathOf(digest), bytes);
    }
    return digest;
  }

  /** Reads a few bytes back; undefined if they are not there. Throws if they are damaged or larger than allowed. */
  async readBytes(digest: Digest, maxBytes: number): Promise<Uint8Array | undefined> {
    const path = this.pathOf(digest);
    const size = await this.#sizeOf(digest);
    if (size === undefined) return undefined;
    if (size > maxBytes) throw new InvalidFileError(`${path} is larger than ${maxBytes} bytes`);
    const bytes = await readFile(path);
    const actual = digestOfBytes(bytes);
    if (actual !== digest) {
      await drop(path);
      throw new DigestMismatchError(path, {
        expected: digest,
        actual,
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

/** Removes damaged bytes; a read-only cache keeps them, and they are found damaged each time. */
async function drop(path: string): Promise<void> {
  await rm(path, { force: true }).catch(() => undefined);
}
