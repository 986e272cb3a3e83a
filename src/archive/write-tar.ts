import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseHex, type Hex } from '../core/digest.ts';
import { FileExistsError, UsageError } from '../core/errors.ts';
import { packTar, type TarEntry } from './pack-tar.ts';

/** What stands on disk after {@link writeTar}. */
export interface TarFiles {
  /** The tar; or its parts in order, then the file of their sums. */
  readonly paths: readonly string[];
  /** Of the whole tar. */
  readonly sizeBytes: number;
  /** Of the whole tar. */
  readonly sha256: Hex;
  /** `unchanged` when the same bytes stood there already. */
  readonly status: 'written' | 'unchanged';
}

/** How a tar is written. */
export interface WriteTarOptions {
  /** Parts of at most this many bytes, `PATH.001` and on; undefined for one file. */
  readonly splitBytes?: number | undefined;
  /** Whether other bytes under the final name may be replaced. */
  readonly overwrite?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes a deterministic tar in one pass. The bytes grow under `PATH.partial` (or `PATH.001.partial` …), are flushed, and
 * get their final name at the very end; after an error or an interruption nothing stands under the final name.
 * Throws {@link FileExistsError} when other bytes stand there, and what the contents throw.
 */
export async function writeTar(
  path: string,
  entries: AsyncIterable<TarEntry> | Iterable<TarEntry>,
  options: WriteTarOptions = {},
): Promise<TarFiles> {
  const limit = options.splitBytes ?? Number.POSITIVE_INFINITY;
  const parts = new PartWriter(path, limit);
  try {
    for await (const chunk of packTar(entries, options.signal)) await parts.write(chunk);
    const { written, sha256, sizeBytes } = await parts.finish();
    const status = await placeParts(written, options.overwrite === true);
    return { paths: written.map((part) => part.path), sizeBytes, sha256, status };
  } catch (error) {
    await parts.discard();
    throw error;
  }
}

interface Part {
  /** The final name. */
  readonly path: string;
  readonly sha256: Hex;
}

const partialName = (path: string): string => `${path}.partial`;

/** Spreads one stream of bytes over files of a bounded size. */
class PartWriter {
  readonly #path: string;
  readonly #limit: number;
  readonly #whole = createHash('sha256');
  readonly #begun: string[] = [];
  readonly #written: Part[] = [];
  #file: FileHandle | undefined;
  #hash: Hash = createHash('sha256');
  #partBytes = 0;
  #sizeBytes = 0;

  constructor(path: string, limit: number) {
    this.#path = path;
    this.#limit = limit;
  }

  async write(chunk: Uint8Array): Promise<void> {
    for (let from = 0; from < chunk.length;) {
      if (this.#file !== undefined && this.#partBytes >= this.#limit) await this.#endPart();
      const file = this.#file ?? (await this.#beginPart());
      const to = Math.min(chunk.length, from + this.#limit - this.#partBytes);
      const piece = chunk.subarray(from, to);
      await file.writeFile(piece);
      this.#whole.update(piece);
      // One part is the whole: hashing it again would cost a third of the time.
      if (this.#isSplit) this.#hash.update(piece);
      this.#partBytes += piece.length;
      this.#sizeBytes += piece.length;
      from = to;
    }
  }

  async finish(): Promise<{ written: readonly Part[]; sha256: Hex; sizeBytes: number }> {
    await this.#endPart();
    const sha256 = parseHex(this.#whole.copy().digest('hex'));
    if (this.#isSplit) await this.#writeSums(sha256);
    return { written: this.#written, sha256, sizeBytes: this.#sizeBytes };
  }

  async discard(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
    for (const path of this.#begun) await rm(partialName(path), { force: true });
  }

  async #beginPart(): Promise<FileHandle> {
    const number = String(this.#written.length + 1).padStart(3, '0');
    const path = this.#isSplit ? `${this.#path}.${number}` : this.#path;
    this.#begun.push(path);
    this.#file = await open(partialName(path), 'w');
    this.#hash = createHash('sha256');
    this.#partBytes = 0;
    return this.#file;
  }

  async #endPart(): Promise<void> {
    const path = this.#begun.at(-1);
    if (this.#file === undefined || path === undefined) return;
    await this.#file.sync();
    await this.#file.close();
    this.#file = undefined;
    const hash = this.#isSplit ? this.#hash : this.#whole.copy();
    this.#written.push({ path, sha256: parseHex(hash.digest('hex')) });
  }

  get #isSplit(): boolean {
    return Number.isFinite(this.#limit);
  }

  async #writeSums(whole: Hex): Promise<void> {
    const lines = this.#written.map((part) => `${part.sha256}  ${basename(part.path)}\n`);
    const text = `${lines.join('')}${whole}  ${basename(this.#path)}\n`;
    const path = `${this.#path}.sha256`;
    this.#begun.push(path);
    const file = await open(partialName(path), 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    this.#written.push({ path, sha256: parseHex(createHash('sha256').update(text).digest('hex')) });
  }
}

async function placeParts(
  parts: readonly Part[],
  overwrite: boolean,
): Promise<'written' | 'unchanged'> {
  let same = 0;
  for (const { path, sha256 } of parts) {
    const found = await hashIfThere(path);
    if (found === sha256) same += 1;
    else if (found !== undefined && !overwrite) {
      throw new FileExistsError(`${path} is there with other bytes`, {
        hint: 'Move it away, or choose another name with --output.',
      });
    }
  }
  for (const { path } of parts) await rename(partialName(path), path);
  // `cat path.*` would join what a longer tar left behind.
  const joined = /^(.*)\.001$/.exec(parts[0]?.path ?? '')?.[1];
  if (joined !== undefined) await removeStaleParts(joined, parts.length);
  return same === parts.length ? 'unchanged' : 'written';
}

async function removeStaleParts(joined: string, next: number): Promise<void> {
  for (let number = next; ; number += 1) {
    const stale = `${joined}.${String(number).padStart(3, '0')}`;
    if ((await hashIfThere(stale)) === undefined) return;
    await rm(stale);
  }
}

async function hashIfThere(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  if (!found.isFile()) return 'not a file';
  const hash = createHash('sha256');
  const chunks: AsyncIterable<Uint8Array> = createReadStream(path, { highWaterMark: 1024 * 1024 });
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
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

/** Reads `--split`: `700M`, `4GiB`, or `fat32` for the largest file that FAT32 takes. Throws {@link UsageError}. */
export function parseSplitSize(text: string): number {
  if (/^fat(?:32)?$/i.test(text)) return 4 * 1024 ** 3 - 1;
  const match = /^(\d{1,12})\s*(|[kmg]i?)b?$/i.exec(text.trim());
  const bytes = Number(match?.[1]) * (UNITS.get(match?.[2]?.toLowerCase() ?? '') ?? Number.NaN);
  if (Number.isSafeInteger(bytes) && bytes >= 1_000_000) return bytes;
  throw new UsageError(`--split ${text} is not a size of at least 1 MB`, {
    hint: 'Use a size such as 700M or 4G, or fat32.',
  });
}

/** Tells a person how the parts of a tar become one again; `name` is the tar's file name. */
export function joinInstructions(name: string): string {
  return `cat ${name}.[0-9][0-9][0-9] > ${name} && shasum -a 256 -c ${name}.sha256`;
}
