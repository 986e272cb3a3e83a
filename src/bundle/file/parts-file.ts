import { stat, type FileHandle } from 'node:fs/promises';
import type { FileRange } from '../../archive/gzip.ts';
import { InvalidFileError } from '../../core/errors.ts';
import { openRegularFile } from '../../store/read/open-regular-file.ts';
import { stampOf } from './file-stamp.ts';

const READ_BYTES = 1024 * 1024;

/** A part, and the bytes of the whole that are in it. */
interface Part extends FileRange {
  readonly file: FileHandle;
}

/** One file, or `NAME.001`, `NAME.002` … read as the one file they were. Owns its handles: see {@link PartsFile.close}. */
export class PartsFile {
  readonly sizeBytes: number;
  readonly #parts: readonly Part[];

  private constructor(parts: readonly Part[]) {
    this.#parts = parts;
    this.sizeBytes = parts.at(-1)?.end ?? 0;
  }

  /** Opens `path` and, if it ends in `.001`, all parts that follow. Throws file system errors. */
  static async open(path: string): Promise<PartsFile> {
    const parts: Part[] = [];
    let start = 0;
    try {
      for (const name of await listParts(path)) {
        const file = await openRegularFile(name);
        const { size } = await file.stat();
        parts.push({ file, start, end: start + size });
        start += size;
      }
    } catch (error) {
      for (const { file } of parts) await file.close();
      throw error;
    }
    return new PartsFile(parts);
  }

  /** Streams a range in steps of at most 1 MiB. Throws {@link InvalidFileError} if the file ends too early. */
  async *read({ start, end }: FileRange): AsyncIterable<Uint8Array> {
    let at = start;
    while (at < end) {
      const part = this.#parts.find((candidate) => at >= candidate.start && at < candidate.end);
      if (part === undefined) throw new InvalidFileError('the bundle ends in the middle of a file');
      const upTo = Math.min(end, part.end);
      yield* readRange(part.file, { start: at - part.start, end: upTo - part.start });
      at = upTo;
    }
  }

  /** Returns what tells this state of all parts from every other; see {@link stampOf}. */
  async stamp(): Promise<string> {
    const stamps = await Promise.all(this.#parts.map(({ file }) => stampOf(file)));
    return stamps.join(', ');
  }

  /** Closes every part. */
  async close(): Promise<void> {
    for (const { file } of this.#parts) await file.close();
  }
}

/** Streams a range of an open file in steps of at most 1 MiB. Throws {@link InvalidFileError} if it ends too early. */
export async function* readRange(
  file: FileHandle,
  { start, end }: FileRange,
): AsyncIterable<Uint8Array> {
  let at = start;
  while (at < end) {
    const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, end - at));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) throw new InvalidFileError('the bundle became shorter while it was read');
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

async function listParts(path: string): Promise<readonly string[]> {
  const base = /^(.*)\.001$/s.exec(path)?.[1];
  if (base === undefined) return [path];
  const names = [path];
  for (;;) {
    const next = `${base}.${String(names.length + 1).padStart(3, '0')}`;
    const found = await stat(next).catch(() => undefined);
    if (found === undefined) return names;
    names.push(next);
  }
}
