import { closeSync, fstatSync } from 'node:fs';
import { crc32 } from 'node:zlib';

import { BrewpullError } from '../../../core/errors.ts';
import { giveWay } from '../../../core/give-way.ts';
import { formatTime } from '../../../core/iso-time.ts';
import { openRegularFileSync } from '../../../store/read/open-regular-file.ts';
import { codeOf, explainStoreFailure } from '../../../store/store-failure.ts';
import { ByteReader } from '../../coding/bytes.ts';
import { readAt } from '../../coding/read-at.ts';
import {
  type AtlasHeader,
  COMMITS_PER_PAGE,
  HEADER_BYTES,
  invalidAtlas,
  parseHeader,
  type Section,
  TIME_BYTES,
} from './layout.ts';
import { type LineEntry, LineIndex } from './line-index.ts';
import { ContentDecoder, type PathChange } from './path-change.ts';

const NOTHING = Buffer.alloc(0);
/** How much is read at once when records are read in order. */
const WINDOW_BYTES = 1024 * 1024;
/** The most bytes that the record of one path may have; homebrew-core's longest has a few hundred kilobytes. */
const MOST_RECORD_BYTES = 64 * 1024 * 1024;

/**
 * The bytes of an atlas, read piece by piece and checked as they are read. Reads are synchronous, a few kilobytes each, from
 * what the system has in memory. An open file is not affected when a newer atlas takes its place.
 */
export class AtlasFile {
  readonly path: string;
  readonly header: AtlasHeader;
  readonly index: LineIndex;
  readonly #descriptor: number;
  readonly #pages = new Map<number, Buffer>();
  /** The stretch of the lines that was read last, to read on from. */
  #window: { readonly start: number; readonly bytes: Buffer } = { start: 0, bytes: NOTHING };

  private constructor(path: string, descriptor: number) {
    this.path = path;
    this.#descriptor = descriptor;
    const sizeBytes = fstatSync(descriptor).size;
    this.header = parseHeader(this.#read(0, HEADER_BYTES), { path, sizeBytes });
    this.index = new LineIndex(this.section(this.header.sections.index));
  }

  /** Opens an atlas and checks header and index; undefined if there is none. Throws {@link InvalidFileError} or StoreError. */
  static open(path: string): AtlasFile | undefined {
    let descriptor: number;
    try {
      descriptor = openRegularFileSync(path);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw explainStoreFailure('read', path, error);
    }
    try {
      return new AtlasFile(path, descriptor);
    } catch (error) {
      closeSync(descriptor);
      throw error instanceof BrewpullError ? error : invalidAtlas(path, 'is damaged', error);
    }
  }

  /** Reads a whole section and checks it. */
  section({ offset, length, crc }: Section): Buffer {
    const bytes = this.#read(offset, length);
    if (bytes.length !== length || crc32(bytes) !== crc)
      throw invalidAtlas(this.path, 'is damaged');
    return bytes;
  }

  /** Reads the record of one line and checks it. */
  record(entry: LineEntry): Buffer {
    this.#checkPlace(entry);
    const { lines } = this.header.sections;
    return this.#checked(entry, this.#read(lines.offset + entry.offset, entry.length));
  }

  /** Reads and checks a record as {@link record} does, for callers that read one after another in the order of the index. */
  recordInOrder(entry: LineEntry): Buffer {
    this.#checkPlace(entry);
    const { lines } = this.header.sections;
    const { offset, length } = entry;
    let { start, bytes } = this.#window;
    if (offset < start || offset + length > start + bytes.length) {
      start = offset;
      const wanted = Math.max(length, Math.min(WINDOW_BYTES, lines.length - start));
      bytes = this.#read(lines.offset + start, wanted);
      this.#window = { start, bytes };
    }
    return this.#checked(entry, bytes.subarray(offset - start, offset - start + length));
  }

  /** Checks that a record is inside the lines, before memory is allocated for it. */
  #checkPlace({ offset, length, path }: LineEntry): void {
    if (offset + length > this.header.sections.lines.length || length > MOST_RECORD_BYTES)
      throw invalidAtlas(this.path, `is damaged: its record of ${path} is wrong`);
  }

  #checked({ length, crc, path }: LineEntry, bytes: Buffer): Buffer {
    if (bytes.length !== length || crc32(bytes) !== crc) {
      throw invalidAtlas(this.path, `is damaged: its record of ${path} is wrong`);
    }
    return bytes;
  }

  /** Reads all changes of one path, newest first. */
  changes(entry: LineEntry): PathChange[] {
    return parseRecord(this.record(entry), this.header.oidBytes);
  }

  /** Reads a commit; `seq` counts from the oldest. */
  commit(seq: number): { readonly oid: string; readonly date: string } {
    const { oidBytes, commits } = this.header;
    if (seq < 0 || seq >= commits)
      throw invalidAtlas(this.path, 'is damaged: it refers to a missing commit');
    const page = this.commitPage(Math.floor(seq / COMMITS_PER_PAGE));
    const at = (seq % COMMITS_PER_PAGE) * (oidBytes + TIME_BYTES);
    const seconds = page.readUIntBE(at + oidBytes, TIME_BYTES);
    return {
      oid: page.toString('hex', at, at + oidBytes),
      date: formatTime(seconds),
    };
  }

  /** Returns the rows of one page of commits, checked and without the checksum. */
  commitPage(number: number): Buffer {
    const page = this.#pages.get(number) ?? this.#readPage(number);
    this.#pages.set(number, page);
    return page;
  }

  #readPage(number: number): Buffer {
    const { oidBytes, commits, sections } = this.header;
    const rowBytes = oidBytes + TIME_BYTES;
    const rows = Math.min(COMMITS_PER_PAGE, commits - number * COMMITS_PER_PAGE);
    const start = sections.commits.offset + number * (COMMITS_PER_PAGE * rowBytes + 4);
    const bytes = this.#read(start, rows * rowBytes + 4);
    const page = bytes.subarray(0, rows * rowBytes);
    if (bytes.length !== rows * rowBytes + 4 || bytes.readUInt32BE(page.length) !== crc32(page)) {
      throw invalidAtlas(this.path, 'is damaged: its list of commits is wrong');
    }
    return page;
  }

  /** Reads and checks everything once, without holding up the event loop. */
  async verify(signal?: AbortSignal): Promise<void> {
    const { commits, sections } = this.header;
    for (let page = 0; page * COMMITS_PER_PAGE < commits; page += 1) {
      await giveWay(signal);
      this.#readPage(page);
    }
    for (let rank = 0; rank < this.index.count; rank += 1) {
      await giveWay(signal);
      this.recordInOrder(this.index.entry(rank));
    }
    for (const section of [sections.tap, sections.walked, sections.latest]) this.section(section);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #read(offset: number, length: number): Buffer {
    try {
      return readAt(this.#descriptor, offset, length);
    } catch (error) {
      throw explainStoreFailure('read', this.path, error);
    }
  }
}

/** Parses a record: for each pass over the history, its newest commit, its length and the changes it found. */
function parseRecord(bytes: Buffer, oidBytes: number): PathChange[] {
  const changes: PathChange[] = [];
  const reader = new ByteReader(bytes);
  while (!reader.isAtEnd()) {
    let seq = reader.number();
    const end = reader.number() + reader.offset;
    const decoder = new ContentDecoder(oidBytes);
    while (reader.offset < end) {
      seq -= reader.number();
      changes.push({ seq, content: decoder.read(reader) });
    }
  }
  return changes;
}
