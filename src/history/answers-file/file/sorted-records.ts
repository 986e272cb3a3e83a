import type { Steps } from '../../../core/give-way.ts';
import { InvalidFileError } from '../../../core/errors.ts';
import { ByteReader, type ByteWriter } from '../../coding/bytes.ts';
import type { CheckedBlocks } from './checked-blocks.ts';
import type { PartPlace } from './layout.ts';

const OFFSET_BYTES = 4;
/** No record is longer, so a forged one takes little memory; homebrew-core's longest has a few kilobytes. */
const LONGEST_RECORD = 1024 * 1024;

/**
 * Formats records that each begin with a text, in order of that text: their count, where each ends, and the records; one step
 * per record. Throws an internal error if two have the same text.
 */
export function* formatSortedRecords<Each>(
  all: readonly Each[],
  textOf: (each: Each) => string,
  write: { readonly to: ByteWriter; readonly record: (each: Each) => void },
): Steps<Buffer> {
  const sorted = all.toSorted((a, b) => compareTexts(textOf(a), textOf(b)));
  const table = Buffer.alloc((1 + sorted.length) * OFFSET_BYTES);
  table.writeUInt32BE(sorted.length);
  let start = 0;
  for (const [rank, each] of sorted.entries()) {
    yield;
    const text = textOf(each);
    const before = rank === 0 ? undefined : sorted[rank - 1];
    if (before !== undefined && textOf(before) === text) {
      throw new Error(`Internal error: there are two answers for ${text}`);
    }
    write.to.text(text);
    write.record(each);
    if (write.to.length - start > LONGEST_RECORD) {
      throw new InvalidFileError(`too many answers for ${text}`);
    }
    start = write.to.length;
    table.writeUInt32BE(write.to.length, (1 + rank) * OFFSET_BYTES);
  }
  return Buffer.concat([table, write.to.take()]);
}

/** Orders by code units, which for names is the order of bytes. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Looks up records by the text they begin with, without reading the others. */
export class SortedRecords {
  readonly #blocks: CheckedBlocks;
  readonly #place: PartPlace;
  readonly count: number;

  constructor(blocks: CheckedBlocks, place: PartPlace) {
    this.#blocks = blocks;
    this.#place = place;
    if (place.length < OFFSET_BYTES) throw wrongOffsets();
    this.count = this.#number(0);
    if ((1 + this.count) * OFFSET_BYTES > place.length) throw wrongOffsets();
  }

  /** Finds a record; the reader is past its text. */
  find(text: string): ByteReader | undefined {
    const rank = this.#firstFrom(text);
    const record = rank < this.count ? this.record(rank) : undefined;
    return record?.text() === text ? record : undefined;
  }

  /** Returns the rank of the first record whose text is this one or comes after it. */
  #firstFrom(text: string): number {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareTexts(this.record(middle).text(), text) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Yields the records whose texts begin with a prefix, by default every one, each with its text, in order. Throws
   * {@link InvalidFileError} if they are out of order.
   */
  *all(
    prefix = '',
  ): Generator<{ readonly text: string; readonly record: ByteReader }, void, undefined> {
    let last: string | undefined;
    let rank = this.#firstFrom(prefix);
    for (let start = this.#endOf(rank - 1); rank < this.count; rank += 1) {
      const end = this.#endOf(rank);
      const record = this.#between(start, end);
      start = end;
      const text = record.text();
      if (!text.startsWith(prefix)) return;
      if (last !== undefined && compareTexts(last, text) >= 0) {
        const pair = `${JSON.stringify(last)} and ${JSON.stringify(text)}`;
        throw new InvalidFileError(`the records of ${pair} are out of order`);
      }
      last = text;
      yield { text, record };
    }
  }

  /** Reads a record by its rank. */
  record(rank: number): ByteReader {
    return this.#between(this.#endOf(rank - 1), this.#endOf(rank));
  }

  /** Returns where a record ends, counted from the end of the list of ends; 0 for the one before the first. */
  #endOf(rank: number): number {
    return rank < 0 ? 0 : this.#number(rank + 1);
  }

  #between(start: number, end: number): ByteReader {
    const first = (1 + this.count) * OFFSET_BYTES;
    if (start > end || first + end > this.#place.length) throw wrongOffsets();
    if (end - start > LONGEST_RECORD) throw new InvalidFileError('a record is too long');
    return new ByteReader(
      this.#blocks.read({ offset: this.#place.offset + first + start, length: end - start }),
    );
  }

  #number(index: number): number {
    const offset = this.#place.offset + index * OFFSET_BYTES;
    return this.#blocks.read({ offset, length: OFFSET_BYTES }).readUInt32BE(0);
  }
}

function wrongOffsets(): InvalidFileError {
  return new InvalidFileError('its list of records does not match its length');
}
