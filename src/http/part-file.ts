import { createHash, type Hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';

import { digestOf, parseHex, type Digest } from '../core/digest.ts';
import { BrewpullError, StoreError } from '../core/errors.ts';

/** Large reads and writes cost a third less than the 64 KiB that a socket gives. */
const BATCH_BYTES = 1024 * 1024;

/**
 * A download that is not complete: bytes on disk, and the hash of them. Close it. Everything throws `StoreError` when the
 * file system refuses.
 */
export class PartFile {
  readonly path: string;
  readonly #file: FileHandle;
  #hash: Hash = createHash('sha256');
  /** Bytes taken, written or still in memory. */
  #sizeBytes = 0;
  #writtenBytes = 0;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #writing: Promise<void> = Promise.resolve();

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

  /** How many bytes there are. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Takes the next bytes, which must not be changed afterwards; they are written in large batches while more arrive. */
  async append(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    this.#sizeBytes += bytes.length;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes < BATCH_BYTES) return;
    await this.#writing; // At most one batch is on its way: memory stays bounded.
    this.#startWriting();
  }

  /** Writes what is in memory. */
  async flush(): Promise<void> {
    await this.#writing;
    this.#startWriting();
    await this.#writing;
  }

  /** Forgets everything. */
  async reset(): Promise<void> {
    await this.flush();
    await guard(this.path, () => this.#file.truncate(0));
    this.#hash = createHash('sha256');
    this.#sizeBytes = 0;
    this.#writtenBytes = 0;
  }

  /** Hash of everything taken; may be asked more than once. */
  digest(): Digest {
    return digestOf(parseHex(this.#hash.copy().digest('hex')));
  }

  /** Writes everything through to the disk. */
  async sync(): Promise<void> {
    await this.flush();
    await guard(this.path, () => this.#file.sync());
  }

  /** Writes what is left and closes the file. */
  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.#file.close();
    }
  }

  #startWriting(): void {
    const batch = this.#waiting;
    if (batch.length === 0) return;
    const position = this.#writtenBytes;
    this.#writtenBytes += this.#waitingBytes;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#writing = guard(this.path, () => writeAll(this.#file, batch, position));
    // A failure is thrown where the write is awaited; until then it must not count as unhandled.
    this.#writing.catch(() => undefined);
  }

  async #rehash(limitBytes: number): Promise<void> {
    const buffer = Buffer.allocUnsafe(BATCH_BYTES);
    while (this.#sizeBytes <= limitBytes) {
      const { bytesRead } = await this.#file.read(buffer, 0, BATCH_BYTES, this.#sizeBytes);
      if (bytesRead === 0) break;
      this.#hash.update(buffer.subarray(0, bytesRead));
      this.#sizeBytes += bytesRead;
    }
    this.#writtenBytes = this.#sizeBytes;
  }
}

async function writeAll(
  file: FileHandle,
  batch: readonly Uint8Array[],
  position: number,
): Promise<void> {
  const size = batch.reduce((sum, { length }) => sum + length, 0);
  const { bytesWritten } = await file.writev(batch, position);
  if (bytesWritten === size) return;
  // A disk that is nearly full takes a part first; writing the rest says why.
  const rest = Buffer.concat(batch).subarray(bytesWritten);
  for (let at = 0; at < rest.length;) {
    const written = await file.write(rest, at, rest.length - at, position + bytesWritten + at);
    at += written.bytesWritten;
  }
}

async function guard<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BrewpullError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const reason =
      code === 'ENOSPC'
        ? 'the disk is full'
        : code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
          ? 'it is not writable for this user'
          : error instanceof Error
            ? error.message
            : String(error);
    throw new StoreError(`cannot write ${path}: ${reason}`, path, {
      cause: error,
      hint: 'Make room there, or choose another place with --cache-dir.',
    });
  }
}
