import { crc32 } from 'node:zlib';

import type { Commit } from '../../../core/commit.ts';
import type { AtlasFile } from '../file/atlas-file.ts';
import { COMMITS_PER_PAGE, TIME_BYTES } from '../file/layout.ts';

/** The commits that one pass finds, newest first, as rows of oid and time. */
export class CommitRows {
  readonly #rowBytes: number;
  #bytes: Buffer;
  #count = 0;

  constructor(oidBytes: number) {
    this.#rowBytes = oidBytes + TIME_BYTES;
    this.#bytes = Buffer.alloc(this.#rowBytes * 1024);
  }

  get count(): number {
    return this.#count;
  }

  add({ oid, date }: Commit): void {
    const at = this.#count * this.#rowBytes;
    if (at === this.#bytes.length) {
      const larger = Buffer.alloc(this.#bytes.length * 2);
      this.#bytes.copy(larger);
      this.#bytes = larger;
    }
    this.#bytes.write(oid, at, 'hex');
    const seconds = Math.max(0, Date.parse(date) / 1000);
    this.#bytes.writeUIntBE(seconds, at + this.#rowBytes - TIME_BYTES, TIME_BYTES);
    this.#count += 1;
  }

  /** Yields pages with their checksums, oldest first: those of the older atlas, then these. */
  *pages(older: AtlasFile | undefined): Generator<Buffer, void, undefined> {
    const known = older?.header.commits ?? 0;
    const full = Math.floor(known / COMMITS_PER_PAGE);
    for (let page = 0; page < full; page += 1) {
      if (older !== undefined) yield withChecksum(older.commitPage(page));
    }
    const rest =
      older === undefined || known % COMMITS_PER_PAGE === 0
        ? Buffer.alloc(0)
        : older.commitPage(full);
    const pageBytes = COMMITS_PER_PAGE * this.#rowBytes;
    let rows = rest;
    for (let index = this.#count - 1; index >= 0;) {
      const space = (pageBytes - rows.length) / this.#rowBytes;
      const taken: Buffer[] = [rows];
      for (let row = 0; row < space && index >= 0; row += 1, index -= 1) {
        taken.push(this.#bytes.subarray(index * this.#rowBytes, (index + 1) * this.#rowBytes));
      }
      rows = Buffer.concat(taken);
      if (rows.length === pageBytes) {
        yield withChecksum(rows);
        rows = Buffer.alloc(0);
      }
    }
    if (rows.length > 0) yield withChecksum(rows);
  }
}

function withChecksum(rows: Buffer): Buffer {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(rows));
  return Buffer.concat([rows, checksum]);
}
