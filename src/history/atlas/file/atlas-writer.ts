import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';

import { temporaryName } from '../../../store/place/temporary-name.ts';
import { explainStoreFailure } from '../../../store/store-failure.ts';
import { type AtlasHeader, formatHeader, HEADER_BYTES, type Section } from './layout.ts';

const CHUNK_BYTES = 1024 * 1024;

/**
 * Writes an atlas as a draft beside its path. Only `publish` puts it there, in one step after everything is on disk, so a
 * reader finds either the old atlas or the new one, whatever happens in between. Throws {@link StoreError}.
 */
export class AtlasWriter {
  readonly #path: string;
  /** Where the atlas is until it is published. */
  readonly draft: string;
  readonly #descriptor: number;
  readonly #chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  #pending = 0;
  #written = HEADER_BYTES;
  #isOpen = true;

  constructor(path: string) {
    this.#path = path;
    this.draft = temporaryName(path);
    this.#descriptor = guard(path, () => openSync(this.draft, 'wx'));
  }

  /** Where the next byte goes. */
  get offset(): number {
    return this.#written + this.#pending;
  }

  /** Appends bytes; the caller may change them afterwards. */
  write(bytes: Buffer): void {
    let done = 0;
    while (done < bytes.length) {
      const count = bytes.copy(this.#chunk, this.#pending, done);
      this.#pending += count;
      done += count;
      if (this.#pending === CHUNK_BYTES) this.#flush();
    }
  }

  /** Appends a section that is read as a whole. */
  section(bytes: Buffer): Section {
    const section = { offset: this.offset, length: bytes.length, crc: crc32(bytes) };
    this.write(bytes);
    return section;
  }

  /** Writes the header, so that the draft can be opened; more may follow. */
  header(header: AtlasHeader): void {
    this.#flush();
    guard(this.#path, () => writeSync(this.#descriptor, formatHeader(header), 0, HEADER_BYTES, 0));
  }

  /** Moves the atlas to its path. */
  publish(): void {
    this.#flush();
    guard(this.#path, () => fsyncSync(this.#descriptor));
    this.#close();
    guard(this.#path, () => renameSync(this.draft, this.#path));
    syncFolder(dirname(this.#path));
  }

  /** Removes an unpublished draft; does nothing after `publish`. */
  discard(): void {
    if (!this.#isOpen) return;
    this.#close();
    rmSync(this.draft, { force: true });
  }

  #flush(): void {
    const end = this.#pending;
    let done = 0;
    while (done < end) {
      done += guard(this.#path, () =>
        writeSync(this.#descriptor, this.#chunk, done, end - done, this.#written + done),
      );
    }
    this.#written += end;
    this.#pending = 0;
  }

  #close(): void {
    this.#isOpen = false;
    closeSync(this.#descriptor);
  }
}

/** Makes a rename durable; does nothing on systems that cannot sync a folder, such as Windows. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    fsyncSync(descriptor);
    closeSync(descriptor);
  } catch {
    // The new atlas is in place; after a power failure the old one may be back, which is whole as well.
  }
}

function guard<Value>(path: string, action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    throw explainStoreFailure('write', path, error);
  }
}
