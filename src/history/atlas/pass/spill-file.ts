import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';

import { temporaryName } from '../../../store/place/temporary-name.ts';
import { explainStoreFailure } from '../../../store/store-failure.ts';

const CHUNK_BYTES = 1024 * 1024;

/**
 * Keeps small pieces of bytes in a file without a name, which is gone when the process ends: a hundred megabytes for all of
 * homebrew-core. Close it. Throws StoreError.
 */
export class SpillFile {
  readonly #path: string;
  readonly #descriptor: number;
  readonly #chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  #scratch = Buffer.allocUnsafeSlow(4096);
  #pending = 0;
  #written = 0;

  /** Creates the file beside `path`. */
  constructor(path: string) {
    this.#path = path;
    const name = temporaryName(path);
    this.#descriptor = this.#guard(() => openSync(name, 'wx+'));
    // If an open file cannot be removed, it stays until the next run removes it.
    rmSync(name, { force: true });
  }

  /** Copies bytes in and returns their position. */
  keep(bytes: Buffer): number {
    if (this.#pending + bytes.length > CHUNK_BYTES) this.#flush();
    const position = this.#written + this.#pending;
    if (bytes.length > CHUNK_BYTES) {
      this.#append(bytes);
    } else {
      bytes.copy(this.#chunk, this.#pending);
      this.#pending += bytes.length;
    }
    return position;
  }

  /** Reads bytes back; they are valid until the next call. */
  read(position: number, length: number): Buffer {
    if (position + length > this.#written) this.#flush();
    if (length > this.#scratch.length) this.#scratch = Buffer.allocUnsafeSlow(length * 2);
    let done = 0;
    while (done < length) {
      const count = this.#guard(() =>
        readSync(this.#descriptor, this.#scratch, done, length - done, position + done),
      );
      if (count === 0) throw new Error('Internal error: what was kept is not there');
      done += count;
    }
    return this.#scratch.subarray(0, length);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #flush(): void {
    const pending = this.#chunk.subarray(0, this.#pending);
    this.#pending = 0;
    this.#append(pending);
  }

  #append(bytes: Buffer): void {
    let done = 0;
    while (done < bytes.length) {
      done += this.#guard(() =>
        writeSync(this.#descriptor, bytes, done, bytes.length - done, this.#written + done),
      );
    }
    this.#written += bytes.length;
  }

  #guard<Value>(action: () => Value): Value {
    try {
      return action();
    } catch (error) {
      throw explainStoreFailure('write', this.#path, error);
    }
  }
}
