import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

import { parseHex, type Hex } from '../core/digest.ts';
import { InvalidFileError } from '../core/errors.ts';
import { openRegularFile } from './open-regular-file.ts';

const READ_BYTES = 1024 * 1024;

/** A range of bytes; `end` is exclusive. */
export interface FileRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Tells one state of an open file from all others: another file, and every change of its content, has another mark. The system
 * sets the time of the last change itself, so that nobody can put an old one back.
 */
export async function markOf(file: FileHandle): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await file.stat({ bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

/** A file that was hashed, and is read later on: it must be the same by then. */
export class UnchangedFile {
  readonly sha256: Hex;
  readonly #path: string;
  readonly #name: string;
  #mark: string;

  private constructor(path: string, name: string, sha256: Hex, mark: string) {
    this.#path = path;
    this.#name = name;
    this.sha256 = sha256;
    this.#mark = mark;
  }

  /** Hashes a file; `name` is what messages call it. Throws `InvalidFileError` for what is no regular file, else what the file system says. */
  static async hash(path: string, name: string): Promise<UnchangedFile> {
    const file = await openRegularFile(path, { mayBeLink: false });
    try {
      const mark = await markOf(file);
      return new UnchangedFile(path, name, await hashOf(file), mark);
    } finally {
      await file.close();
    }
  }

  /**
   * Streams the file, or a range of it, in steps of 1 MiB. Where it may have been changed since it was hashed, or is changed
   * meanwhile, it throws {@link InvalidFileError}: before the first byte, or instead of the last step.
   */
  async *read(range: FileRange): AsyncGenerator<Uint8Array, void, undefined> {
    const file = await this.#open();
    try {
      yield* readSteadily(file, range, () => this.#requireMark(file));
    } finally {
      await file.close();
    }
  }

  async #open(): Promise<FileHandle> {
    let file: FileHandle;
    try {
      file = await openRegularFile(this.#path, { mayBeLink: false });
    } catch (error) {
      throw this.#changed(error);
    }
    try {
      const mark = await markOf(file);
      // Some file systems number files anew, and a touched file is still the same: only its bytes tell.
      if (mark !== this.#mark && (await hashOf(file)) !== this.sha256) throw this.#changed();
      this.#mark = mark;
      await this.#requireMark(file);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async #requireMark(file: FileHandle): Promise<void> {
    if ((await markOf(file)) !== this.#mark) throw this.#changed();
  }

  #changed(cause?: unknown): InvalidFileError {
    return new InvalidFileError(`${this.#name} was changed since it was checked`, { cause });
  }
}

/** Streams a range of an open file; the last step is given only when `check`, called then, does not throw. */
export async function* readSteadily(
  file: FileHandle,
  { start, end }: FileRange,
  check: () => Promise<void>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let held: Uint8Array | undefined;
  for (let at = start; at < end;) {
    const buffer = new Uint8Array(Math.min(READ_BYTES, end - at));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) throw new InvalidFileError('a file became shorter while it was read');
    if (held !== undefined) yield held;
    held = buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
  await check();
  if (held !== undefined) yield held;
}

async function hashOf(file: FileHandle): Promise<Hex> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  for (let at = 0; ;) {
    const { bytesRead } = await file.read(buffer, 0, READ_BYTES, at);
    if (bytesRead === 0) return parseHex(hash.digest('hex'));
    hash.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
}
