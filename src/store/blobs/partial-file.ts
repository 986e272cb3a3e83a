import { constants, writeSync } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';

import { Sha256, type Digest } from '../../core/digest.ts';
import { StoreError } from '../../core/errors.ts';
import { codeOf, explainStoreFailure, guardStore } from '../store-failure.ts';

/** Large reads and writes cost a third less than the 64 KiB that a socket often delivers. */
const BATCH_BYTES = 1024 * 1024;
/** Pieces at least this large are written as they are; smaller ones are combined first. */
const LARGE_BYTES = 256 * 1024;

/**
 * An unfinished download: bytes on disk, and their hash. Close it. Everything throws `StoreError` if the file system refuses.
 * Writing blocks, for a mebibyte at most: handing it to another thread costs more than the write.
 */
export class PartialFile {
  readonly path: string;
  readonly #file: FileHandle;
  /** Whether the file was there before, so others may have it open. */
  readonly #wasThere: boolean;
  #hash = new Sha256();
  #writtenBytes = 0;
  /** Small pieces that are not written yet. */
  #batch: Buffer | undefined;
  #batchBytes = 0;
  #sealed: Promise<Digest> | undefined;

  private constructor(path: string, file: FileHandle, wasThere: boolean) {
    this.path = path;
    this.#file = file;
    this.#wasThere = wasThere;
  }

  /**
   * Creates a partial, or opens an existing one and hashes it, up to the first byte above the limit: 200 MB take about a tenth
   * of a second.
   */
  static async open(path: string, limitBytes: number): Promise<PartialFile> {
    return guardStore('write', path, async () => {
      const made = await create(path);
      if (made !== undefined) return new PartialFile(path, made, false);
      const file = await open(path, constants.O_RDWR | constants.O_NOFOLLOW);
      const part = new PartialFile(path, file, true);
      try {
        if (!(await file.stat()).isFile()) {
          throw new StoreError(`cannot write ${path}: it is not a file`, path, {
            hint: 'Move it away, or choose another place with --cache-dir.',
          });
        }
        part.#writtenBytes = await part.#read(part.#hash, limitBytes);
      } catch (error) {
        await file.close();
        throw error;
      }
      return part;
    });
  }

  /** How many bytes there are, written or still in memory. */
  get sizeBytes(): number {
    return this.#writtenBytes + this.#batchBytes;
  }

  /** Appends bytes; their buffer may be overwritten afterwards. */
  append(bytes: Uint8Array): void {
    this.#sealed = undefined;
    this.#hash.update(bytes);
    if (this.#batchBytes + bytes.length > BATCH_BYTES || bytes.length >= LARGE_BYTES) this.flush();
    if (bytes.length >= LARGE_BYTES) {
      this.#write(bytes);
      return;
    }
    this.#batch ??= Buffer.allocUnsafe(BATCH_BYTES);
    this.#batch.set(bytes, this.#batchBytes);
    this.#batchBytes += bytes.length;
  }

  /** Writes what is in memory. */
  flush(): void {
    const waiting = this.#batch?.subarray(0, this.#batchBytes);
    this.#batchBytes = 0;
    if (waiting !== undefined) this.#write(waiting);
  }

  /** Drops everything, and starts from zero bytes. */
  async reset(): Promise<void> {
    this.#sealed = undefined;
    await guardStore('write', this.path, () => this.#file.truncate(0));
    this.#hash = new Sha256();
    this.#writtenBytes = 0;
    this.#batchBytes = 0;
  }

  /**
   * Writes everything to disk, and returns the digest of the bytes there. A file that was created here and written in one go
   * holds what was hashed on the way; one that was there before is read again, because others may have written to it.
   */
  async seal(): Promise<Digest> {
    this.#sealed ??= guardStore('write', this.path, async () => {
      this.flush();
      await this.#file.sync();
      let hash = this.#hash;
      if (this.#wasThere) {
        hash = new Sha256();
        await this.#read(hash, this.#writtenBytes);
      }
      return hash.digest();
    });
    return this.#sealed;
  }

  /** Removes the file, which stays usable until it is closed. */
  async discard(): Promise<void> {
    await guardStore('write', this.path, () => rm(this.path, { force: true }));
  }

  /** Writes what is left and closes the file. */
  async close(): Promise<void> {
    try {
      this.flush();
    } finally {
      await this.#file.close();
    }
  }

  #write(bytes: Uint8Array): void {
    try {
      // A nearly full disk accepts part of it first; writing the rest says why.
      for (let at = 0; at < bytes.length;) {
        const count = writeSync(this.#file.fd, bytes, at, bytes.length - at, this.#writtenBytes);
        this.#writtenBytes += count;
        at += count;
      }
    } catch (error) {
      throw explainStoreFailure('write', this.path, error);
    }
  }

  /** Hashes what is on disk, up to the first byte above the limit; returns how many bytes that is. */
  async #read(hash: Sha256, limitBytes: number): Promise<number> {
    const buffer = Buffer.allocUnsafe(BATCH_BYTES);
    let size = 0;
    while (size <= limitBytes) {
      const { bytesRead } = await this.#file.read(buffer, 0, BATCH_BYTES, size);
      if (bytesRead === 0) break;
      hash.update(buffer.subarray(0, bytesRead));
      size += bytesRead;
    }
    return size;
  }
}

/** Creates a file; undefined if there is one already. */
async function create(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'wx+');
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return undefined;
    throw error;
  }
}
