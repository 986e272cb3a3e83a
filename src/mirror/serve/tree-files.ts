import { lstat } from 'node:fs/promises';
import { join } from 'node:path';

import type { FileRange } from '../../archive/gzip.ts';
import { changedFile, openRegular, stampFrom, stampOf } from '../../bundle/file/file-stamp.ts';
import { readRange } from '../../bundle/file/parts-file.ts';
import { Sha256, type Hex } from '../../core/digest.ts';
import { DOCUMENT_BYTES } from '../../json/read-json.ts';

/** The largest other file that is kept. */
const KEPT_FILE_BYTES = 256 * 1024;
/** How much is kept in total. */
const KEPT_BYTES = 32 * 1024 * 1024;
/** How long content in memory is sent without checking the file again, which is half the cost of a response. */
const LOOK_MS = 1000;

/** A file whose content is what its sum says. */
export interface CheckedFile {
  readonly sizeBytes: number;
  /** The content of a document of at most {@link DOCUMENT_BYTES}, or of another small file. */
  readonly bytes: Buffer | undefined;
  readonly stamp: string;
}

/**
 * Reads the files of a folder and checks their sums. A file is hashed when it is first asked for, and again after it was touched,
 * so that a folder of 10,000 bottles is not read at the start. Links are not followed. Small files are kept in memory.
 */
export class TreeFiles {
  readonly #path: string;
  readonly #checked = new Map<string, CheckedFile>();
  readonly #lookedAt = new WeakMap<CheckedFile, number>();
  /** Parallel requests for one file share one check. */
  readonly #pending = new Map<string, Promise<CheckedFile>>();
  #keptBytes = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Returns a file whose content has this sum. Throws `InvalidFileError` if it has another. */
  async check(name: string, sum: Hex): Promise<CheckedFile> {
    const key = `${sum} ${name}`;
    const known = this.#checked.get(key);
    if (known !== undefined && (await this.#isUnchanged(name, known))) return known;
    const pending = this.#pending.get(key) ?? this.#read(name, sum);
    this.#pending.set(key, pending);
    try {
      const checked = await pending;
      this.#keep(key, checked);
      return checked;
    } finally {
      this.#pending.delete(key);
    }
  }

  /** Streams a range of a checked file. Throws `InvalidFileError` before the first byte that may be different. */
  async *open(name: string, { stamp }: CheckedFile, range: FileRange): AsyncIterable<Uint8Array> {
    const file = await openRegular(join(this.#path, name), name);
    try {
      if ((await stampOf(file)) !== stamp) throw changedFile(name);
      for await (const chunk of readRange(file, range)) {
        if ((await stampOf(file)) !== stamp) throw changedFile(name);
        yield chunk;
      }
    } finally {
      await file.close();
    }
  }

  async #isUnchanged(name: string, checked: CheckedFile): Promise<boolean> {
    const now = performance.now();
    const lookedAt = this.#lookedAt.get(checked) ?? -LOOK_MS;
    if (checked.bytes !== undefined && now - lookedAt < LOOK_MS) return true;
    try {
      const found = await lstat(join(this.#path, name), { bigint: true });
      if (stampFrom(found) !== checked.stamp) return false;
    } catch {
      // Reading the file says why.
      return false;
    }
    this.#lookedAt.set(checked, now);
    return true;
  }

  async #read(name: string, sum: Hex): Promise<CheckedFile> {
    const file = await openRegular(join(this.#path, name), name);
    try {
      const stamp = await stampOf(file);
      const { size } = await file.stat();
      const hash = new Sha256();
      const isKept = size <= (isDocument(name) ? DOCUMENT_BYTES : KEPT_FILE_BYTES);
      const kept: Uint8Array[] = [];
      for await (const chunk of readRange(file, { start: 0, end: size })) {
        hash.update(chunk);
        if (isKept) kept.push(chunk);
      }
      if (hash.hex() !== sum || (await stampOf(file)) !== stamp) throw changedFile(name);
      const bytes = isKept ? Buffer.concat(kept) : undefined;
      return { sizeBytes: size, bytes, stamp };
    } finally {
      await file.close();
    }
  }

  #keep(key: string, checked: CheckedFile): void {
    this.#forget(key);
    this.#checked.set(key, checked);
    this.#keptBytes += checked.bytes?.length ?? 0;
    for (const oldest of this.#checked.keys()) {
      if (this.#keptBytes <= KEPT_BYTES) return;
      if (this.#checked.get(oldest)?.bytes !== undefined) this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#keptBytes -= this.#checked.get(key)?.bytes?.length ?? 0;
    this.#checked.delete(key);
  }
}

/** Reports whether a file is an index, a manifest or a list of tags. */
function isDocument(name: string): boolean {
  return name.startsWith('v2/') && !name.includes('/blobs/');
}
