import { crc32 } from 'node:zlib';

import { giveWay } from '../../../core/give-way.ts';
import { readAt } from '../../coding/read-at.ts';
import { BLOCK_BYTES, invalidAnswers, type PartPlace } from './layout.ts';

/** How many blocks are kept: a lookup needs about ten. */
const MOST_KEPT = 64;

/** The bytes of a file after its sums, read block by block; a block is checked before it is used. */
export class CheckedBlocks {
  readonly #descriptor: number;
  readonly #path: string;
  readonly #sums: Buffer;
  readonly #start: number;
  readonly #length: number;
  readonly #kept = new Map<number, Buffer>();

  constructor(
    { descriptor, path }: { readonly descriptor: number; readonly path: string },
    {
      sums,
      start,
      length,
    }: { readonly sums: Buffer; readonly start: number; readonly length: number },
  ) {
    this.#descriptor = descriptor;
    this.#path = path;
    this.#sums = sums;
    this.#start = start;
    this.#length = length;
  }

  /** Reads bytes that must exist. Throws InvalidFileError if they are damaged. */
  read({ offset, length }: PartPlace): Buffer {
    const first = Math.floor(offset / BLOCK_BYTES);
    const last = Math.floor(Math.max(offset, offset + length - 1) / BLOCK_BYTES);
    if (length === 0) return NOTHING;
    const from = offset - first * BLOCK_BYTES;
    if (first === last) return this.#block(first).subarray(from, from + length);
    const blocks: Buffer[] = [];
    for (let block = first; block <= last; block += 1) blocks.push(this.#block(block));
    return Buffer.concat(blocks).subarray(from, from + length);
  }

  /** Reads every block without holding up the event loop. */
  async verify(signal: AbortSignal | undefined): Promise<void> {
    for (let block = 0; block * BLOCK_BYTES < this.#length; block += 1) {
      await giveWay(signal);
      this.#readBlock(block);
    }
  }

  #block(block: number): Buffer {
    const known = this.#kept.get(block);
    if (known !== undefined) return known;
    const bytes = this.#readBlock(block);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size === MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(block, bytes);
    return bytes;
  }

  #readBlock(block: number): Buffer {
    const offset = block * BLOCK_BYTES;
    const length = Math.min(BLOCK_BYTES, this.#length - offset);
    const bytes = length > 0 ? readAt(this.#descriptor, this.#start + offset, length) : NOTHING;
    if (
      length <= 0 ||
      bytes.length !== length ||
      crc32(bytes) !== this.#sums.readUInt32BE(block * 4)
    ) {
      throw invalidAnswers(this.#path, 'is damaged');
    }
    return bytes;
  }
}

const NOTHING = Buffer.alloc(0);
