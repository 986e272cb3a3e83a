import { open, rm, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { Sha256, hexOfBytes, type Hex } from '../core/digest.ts';
import { UsageError } from '../core/errors.ts';
import { requireFile } from '../store/place/final-name.ts';
import { temporaryName } from '../store/place/temporary-name.ts';
import { packTar, type TarEntry } from './pack-tar.ts';
import { partPath, placeParts, refuseOtherBytes, type FinishedPart } from './place-parts.ts';

/** What is on disk after {@link writeTar}. */
export interface TarFiles {
  /** The tar; or its parts in order, then their checksum file. */
  readonly paths: readonly string[];
  /** Of the whole tar. */
  readonly sizeBytes: number;
  /** Of the whole tar. */
  readonly sha256: Hex;
  /** `unchanged` if the same bytes were there already. */
  readonly status: 'written' | 'unchanged';
}

/** How a tar is written. */
export interface WriteTarOptions {
  /** The most bytes of a part, `PATH.001` and so on; undefined for one file. */
  readonly splitBytes?: number | undefined;
  /** Whether other bytes under the final name may be replaced. */
  readonly overwrite?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes a deterministic tar in one pass. The bytes are written under hidden names that only this run knows, flushed, and given
 * their final names at the very end; after an error or an interruption nothing has these. Without `overwrite`, nothing is ever
 * replaced, even if another run creates the name meanwhile. Throws `FileExistsError` if other bytes are there, and what the
 * contents throw.
 */
export async function writeTar(
  path: string,
  entries: AsyncIterable<TarEntry> | Iterable<TarEntry>,
  options: WriteTarOptions = {},
): Promise<TarFiles> {
  const { overwrite = false } = options;
  const limit = options.splitBytes ?? Number.POSITIVE_INFINITY;
  const parts = new PartWriter(path, limit, overwrite);
  try {
    for await (const chunk of packTar(entries, options.signal)) await parts.write(chunk);
    const { written, sha256, sizeBytes } = await parts.finish();
    const status = await placeParts(written, overwrite);
    return { paths: written.map((part) => part.path), sizeBytes, sha256, status };
  } finally {
    await parts.close();
  }
}

/** Spreads one stream of bytes over files of a limited size. */
class PartWriter {
  readonly #path: string;
  readonly #limit: number;
  readonly #overwrite: boolean;
  readonly #whole = new Sha256();
  readonly #begun: { readonly path: string; readonly temporary: string }[] = [];
  readonly #written: FinishedPart[] = [];
  #file: FileHandle | undefined;
  #hash = new Sha256();
  #partBytes = 0;
  #sizeBytes = 0;

  constructor(path: string, limit: number, overwrite: boolean) {
    this.#path = path;
    this.#limit = limit;
    this.#overwrite = overwrite;
  }

  async write(chunk: Uint8Array): Promise<void> {
    for (let from = 0; from < chunk.length;) {
      if (this.#file !== undefined && this.#partBytes >= this.#limit) await this.#endPart();
      const file = this.#file ?? (await this.#beginPart());
      const to = Math.min(chunk.length, from + this.#limit - this.#partBytes);
      const piece = chunk.subarray(from, to);
      await file.writeFile(piece);
      this.#whole.update(piece);
      // A single part is the whole: hashing it again would cost a third of the time.
      if (this.#isSplit) this.#hash.update(piece);
      this.#partBytes += piece.length;
      this.#sizeBytes += piece.length;
      from = to;
    }
  }

  async finish(): Promise<{ written: readonly FinishedPart[]; sha256: Hex; sizeBytes: number }> {
    await this.#endPart();
    const sha256 = this.#whole.hex();
    if (this.#isSplit) await this.#writeSums(sha256);
    return { written: this.#written, sha256, sizeBytes: this.#sizeBytes };
  }

  /** Removes what has no final name. */
  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
    for (const { temporary } of this.#begun) await rm(temporary, { force: true });
  }

  async #beginPart(): Promise<FileHandle> {
    const number = this.#written.length + 1;
    this.#file = await this.#begin(this.#isSplit ? partPath(this.#path, number) : this.#path);
    this.#hash = new Sha256();
    this.#partBytes = 0;
    return this.#file;
  }

  async #begin(path: string): Promise<FileHandle> {
    await requireFile(path);
    const temporary = temporaryName(path);
    const file = await open(temporary, 'wx');
    this.#begun.push({ path, temporary });
    return file;
  }

  async #endPart(): Promise<void> {
    if (this.#file === undefined) return;
    await this.#file.sync();
    await this.#file.close();
    this.#file = undefined;
    const hash = this.#isSplit ? this.#hash : this.#whole;
    await this.#keep(hash.hex());
  }

  async #keep(sha256: Hex): Promise<void> {
    const last = this.#begun.at(-1);
    if (last === undefined) throw new Error('Internal error: a part was never begun');
    const part = { ...last, sha256 };
    // Reported as soon as it is known: writing the rest of a large tar would be for nothing.
    if (!this.#overwrite) await refuseOtherBytes(part);
    this.#written.push(part);
  }

  get #isSplit(): boolean {
    return Number.isFinite(this.#limit);
  }

  async #writeSums(whole: Hex): Promise<void> {
    const lines = this.#written.map((part) => `${part.sha256}  ${basename(part.path)}\n`);
    const text = `${lines.join('')}${whole}  ${basename(this.#path)}\n`;
    const file = await this.#begin(`${this.#path}.sha256`);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await this.#keep(hexOfBytes(text));
  }
}

const UNITS = new Map([
  ['', 1],
  ['k', 1000],
  ['m', 1000 ** 2],
  ['g', 1000 ** 3],
  ['ki', 1024],
  ['mi', 1024 ** 2],
  ['gi', 1024 ** 3],
]);

/** Reads `--split`: `700M`, `4GiB`, or `fat32` for the largest file that FAT32 allows. Throws {@link UsageError}. */
export function parseSplitSize(text: string): number {
  if (/^fat(?:32)?$/i.test(text)) return 4 * 1024 ** 3 - 1;
  const match = /^(\d{1,12})\s*(|[kmg]i?)b?$/i.exec(text.trim());
  const bytes = Number(match?.[1]) * (UNITS.get(match?.[2]?.toLowerCase() ?? '') ?? Number.NaN);
  if (Number.isSafeInteger(bytes) && bytes >= 1_000_000) return bytes;
  throw new UsageError(`--split ${text} is not a size of at least 1 MB`, {
    hint: 'Use a size such as 700M or 4G, or fat32.',
  });
}

/** Returns the command that joins the parts of a tar and checks the result; `name` is the tar's file name. */
export function joinInstructions(name: string): string {
  return `cat ${name}.[0-9][0-9][0-9] > ${name} && shasum -a 256 -c ${name}.sha256`;
}
