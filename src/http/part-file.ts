import { createHash, type Hash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

import { digestOf, parseHex, type Digest } from '../core/digest.ts';
import { BrewpullError, StoreError } from '../core/errors.ts';

/** Large reads and writes cost a third less than the 64 KiB that a socket often gives. */
const BATCH_BYTES = 1024 * 1024;
/** What is as large as this is written as it is; smaller pieces are put together first. */
const LARGE_BYTES = 256 * 1024;

/**
 * A download that is not complete: bytes on disk, and the hash of them. Close it. Everything throws `StoreError` when the
 * file system refuses. Writing blocks, for a mebibyte at most: handing it to another thread costs more than the write.
 */
export class PartFile {
  readonly path: string;
  readonly #file: FileHandle;
  #hash: Hash = createHash('sha256');
  #writtenBytes = 0;
  /** Small pieces that are not written yet. */
  #batch: Buffer | undefined;
  #batchBytes = 0;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  /**
   * Opens or makes a part, and hashes what is there, up to the first byte above the limit: 200 MB take about a tenth of a
   * second.
   */
  static async open(path: string, limitBytes: number): Promise<PartFile> {
    return guard(path, async () => {
      const file = await open(path, 'a+').then(async (made) => {
        await made.close();
        return open(path, 'r+');
      });
      const part = new PartFile(path, file);
      await part.#rehash(limitBytes);
      return part;
    });
  }

  /** How many bytes there are, written or still in memory. */
  get sizeBytes(): number {
    return this.#writtenBytes + this.#batchBytes;
  }

  /** Takes the next bytes; they may be overwritten afterwards. */
  append(bytes: Uint8Array): void {
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

  /** Forgets everything. */
  async reset(): Promise<void> {
    await guard(this.path, () => this.#file.truncate(0));
    this.#hash = createHash('sha256');
    this.#writtenBytes = 0;
    this.#batchBytes = 0;
  }

  /** Hash of everything taken; may be asked more than once. */
  digest(): Digest {
    return digestOf(parseHex(this.#hash.copy().digest('hex')));
  }

  /** Writes everything through to the disk. */
  async sync(): Promise<void> {
    this.flush();
    await guard(this.path, () => this.#file.sync());
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
      // A disk that is nearly full takes a part first; writing the rest says why.
      for (let at = 0; at < bytes.length;) {
        const count = writeSync(this.#file.fd, bytes, at, bytes.length - at, this.#writtenBytes);
        this.#writtenBytes += count;
        at += count;
      }
    } catch (error) {
      throw refusal(this.path, error);
    }
  }

  async #rehash(limitBytes: number): Promise<void> {
    const buffer = Buffer.allocUnsafe(BATCH_BYTES);
    while (this.sizeBytes <= limitBytes) {
      const { bytesRead } = await this.#file.read(buffer, 0, BATCH_BYTES, this.sizeBytes);
      if (bytesRead === 0) break;
      this.#hash.update(buffer.subarray(0, bytesRead));
      this.#writtenBytes += bytesRead;
    }
  }
}

async function guard<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw refusal(path, error);
  }
}

function refusal(path: string, error: unknown): BrewpullError {
  if (error instanceof BrewpullError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const reason =
    code === 'ENOSPC'
      ? 'the disk is full'
      : code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
        ? 'it is not writable for this user'
        : error instanceof Error
          ? error.message
          : String(error);
  return new StoreError(`cannot write ${path}: ${reason}`, path, {
    cause: error,
    hint: 'Make room there, or choose another place with --cache-dir.',
  });
}
