import { InvalidFileError } from '../../../core/errors.ts';
import { ByteReader, ByteWriter } from '../../coding/bytes.ts';

/** What the index says about one path that ever held a formula. */
export interface LineEntry {
  /** The formula's name: the last part of the path. */
  readonly name: string;
  readonly path: string;
  /** Counted from the beginning of the lines. */
  readonly offset: number;
  readonly length: number;
  readonly crc: number;
  /** What the path holds in the newest state. */
  readonly atHead: 'file' | 'link' | 'nothing';
  /** Whether its changes do not form one line, so that only a separate walk can find its history. */
  readonly isTangled: boolean;
}

const ENTRY_BYTES = 19;
const AT_HEAD = ['nothing', 'file', 'link'] as const;
const TANGLED = 4;

/** Orders entries by name, then by path. */
export function compareLines(
  a: Pick<LineEntry, 'name' | 'path'>,
  b: Pick<LineEntry, 'name' | 'path'>,
): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return 0;
}

/** Formats the index; the entries must be in order. */
export function formatLineIndex(entries: readonly LineEntry[]): Buffer {
  const table = Buffer.alloc(4 + entries.length * ENTRY_BYTES);
  table.writeUInt32BE(entries.length);
  const texts = new ByteWriter();
  for (const [index, entry] of entries.entries()) {
    const at = 4 + index * ENTRY_BYTES;
    table.writeUIntBE(entry.offset, at, 6);
    table.writeUInt32BE(entry.length, at + 6);
    table.writeUInt32BE(entry.crc, at + 10);
    table.writeUInt32BE(texts.length, at + 14);
    table[at + 18] = AT_HEAD.indexOf(entry.atHead) + (entry.isTangled ? TANGLED : 0);
    texts.text(entry.name);
    texts.text(entry.path);
  }
  return Buffer.concat([table, texts.take()]);
}

/** Looks up entries in the bytes of an index, without creating objects for all of them. */
export class LineIndex {
  readonly #bytes: Buffer;
  readonly count: number;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.count = bytes.readUInt32BE(0);
    if (4 + this.count * ENTRY_BYTES > bytes.length)
      throw new InvalidFileError('the index of the atlas ends too early');
  }

  /** Reads an entry by its rank in order of name. */
  entry(index: number): LineEntry {
    const at = 4 + index * ENTRY_BYTES;
    const texts = this.#texts(index);
    const flags = this.#bytes[at + 18] ?? 0;
    return {
      name: texts.text(),
      path: texts.text(),
      offset: this.#bytes.readUIntBE(at, 6),
      length: this.#bytes.readUInt32BE(at + 6),
      crc: this.#bytes.readUInt32BE(at + 10),
      atHead: AT_HEAD[flags % TANGLED] ?? 'nothing',
      isTangled: flags >= TANGLED,
    };
  }

  /** Lists the entries of a name. */
  find(name: string): LineEntry[] {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#texts(middle).text() < name) low = middle + 1;
      else high = middle;
    }
    const found: LineEntry[] = [];
    for (let index = low; index < this.count; index += 1) {
      const entry = this.entry(index);
      if (entry.name !== name) break;
      found.push(entry);
    }
    return found;
  }

  #texts(index: number): ByteReader {
    const start = 4 + this.count * ENTRY_BYTES;
    return new ByteReader(
      this.#bytes,
      start + this.#bytes.readUInt32BE(4 + index * ENTRY_BYTES + 14),
    );
  }
}
