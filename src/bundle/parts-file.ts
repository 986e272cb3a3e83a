import { stat, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { InvalidFileError } from '../core/errors.ts';
import { openRegularFile } from '../store/open-regular-file.ts';
import { markOf, readSteadily, type FileRange } from '../store/unchanged-file.ts';

/** A range of bytes; `end` is exclusive. */
export type ByteRange = FileRange;

/** One of the files that make up a whole. */
interface Part {
  readonly name: string;
  readonly file: FileHandle;
  readonly mark: string;
  readonly start: number;
  readonly end: number;
}

/** One file, or `NAME.001`, `NAME.002` … read as the one file they were. Owns its handles: {@link PartsFile.close}. */
export class PartsFile {
  readonly sizeBytes: number;
  readonly #parts: readonly Part[];

  private constructor(parts: readonly Part[]) {
    this.#parts = parts;
    this.sizeBytes = parts.at(-1)?.end ?? 0;
  }

  /**
   * Opens `path`; when it ends in `.001`, all parts that follow, too. Throws {@link InvalidFileError} for what
   * is no regular file, else what the file system says.
   */
  static async open(path: string): Promise<PartsFile> {
    const parts: Part[] = [];
    let start = 0;
    try {
      for (const name of await listParts(path)) {
        const file = await openRegularFile(name);
        const { size } = await file.stat();
        parts.push({ name, file, mark: await markOf(file), start, end: start + size });
        start += size;
      }
    } catch (error) {
      for (const { file } of parts) await file.close();
      throw error;
    }
    return new PartsFile(parts);
  }

  /**
   * Streams a range in steps of at most 1 MiB. Throws {@link InvalidFileError} when the file ends before it, and when it was
   * changed since it was opened: before the first byte, or instead of the last step.
   */
  async *read({ start, end }: ByteRange): AsyncIterable<Uint8Array> {
    for (let at = start; at < end;) {
      const part = this.#parts.find((candidate) => at >= candidate.start && at < candidate.end);
      if (part === undefined) throw new InvalidFileError('the bundle ends in the middle of a file');
      const to = Math.min(end, part.end);
      const range = { start: at - part.start, end: to - part.start };
      const check = async (): Promise<void> => {
        if ((await markOf(part.file)) === part.mark) return;
        throw new InvalidFileError(`${basename(part.name)} was changed since it was opened`);
      };
      await check();
      yield* readSteadily(part.file, range, check);
      at = to;
    }
  }

  /** Closes every part. */
  async close(): Promise<void> {
    for (const { file } of this.#parts) await file.close();
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
