import type { FileRange } from './gzip.ts';
import { packMembers, type RawEntry } from './tar.ts';

/** A regular file to put into a {@link RangedTar}. */
export interface TarPiece extends Pick<RawEntry, 'name' | 'mode' | 'sizeBytes'> {
  /** Streams a range of the content. */
  open(range: FileRange): AsyncIterable<Uint8Array>;
}

/** A tar that does not exist as a file, and can be read from any position. */
export interface RangedTar {
  readonly sizeBytes: number;
  /** Streams a range of the tar, which must be within it. */
  open(range: FileRange): AsyncIterable<Uint8Array>;
}

/** Lays files out as `packTar` packs them, byte for byte. Holds all headers, about 512 bytes each, and reads no content. */
export async function layOutTar(pieces: readonly TarPiece[]): Promise<RangedTar> {
  const parts: Part[] = [];
  let at = 0;
  const add = (sizeBytes: number, open: Part['open']): void => {
    if (sizeBytes > 0) parts.push({ start: at, end: at + sizeBytes, open });
    at += sizeBytes;
  };
  for (const piece of pieces) {
    const head = await headOf(piece);
    add(head.length, bytesFrom(head));
    add(piece.sizeBytes, (range) => piece.open(range));
    const padding = Buffer.alloc(paddingOf(piece.sizeBytes));
    add(padding.length, bytesFrom(padding));
  }
  add(END_BYTES, bytesFrom(Buffer.alloc(END_BYTES)));
  return { sizeBytes: at, open: (range) => read(parts, range) };
}

/** Something in the tar: a header, a content, or zeros. */
interface Part extends FileRange {
  /** Streams a range, which is relative to the beginning of the part. */
  readonly open: (range: FileRange) => AsyncIterable<Uint8Array>;
}

const BLOCK_BYTES = 512;
/** Two blocks of zeros end a tar. */
const END_BYTES = 2 * BLOCK_BYTES;
/** Where a header says what kind of record it belongs to, and how long that is. */
const TYPE_AT = 156;
const SIZE_AT = { start: 124, end: 135 } as const;
const EXTENDED = 'x'.charCodeAt(0);

async function* read(parts: readonly Part[], { start, end }: FileRange): AsyncIterable<Uint8Array> {
  for (const part of parts) {
    if (part.end <= start) continue;
    if (part.start >= end) return;
    const from = Math.max(start, part.start) - part.start;
    yield* part.open({ start: from, end: Math.min(end, part.end) - part.start });
  }
}

function bytesFrom(bytes: Uint8Array): Part['open'] {
  return async function* ({ start, end }) {
    yield bytes.subarray(start, end);
  };
}

/** Packs the file with zeros as its content, and takes what comes before them. */
async function headOf({ name, mode, sizeBytes }: TarPiece): Promise<Uint8Array> {
  let head = Buffer.alloc(0);
  for await (const chunk of packMembers([{ name, mode, sizeBytes, content: zeros(sizeBytes) }])) {
    head = Buffer.concat([head, chunk]);
    const length = lengthOf(head);
    if (head.length >= length) return head.subarray(0, length);
  }
  throw new Error('Internal error: a tar without a head');
}

/** Returns the length of the header that begins with these bytes: one block and, for a long name, a record before it. */
function lengthOf(head: Uint8Array): number {
  if (head.length < BLOCK_BYTES || head[TYPE_AT] !== EXTENDED) return BLOCK_BYTES;
  const size = Buffer.from(head).toString('latin1', SIZE_AT.start, SIZE_AT.end);
  const recordBytes = Number.parseInt(size, 8);
  return 2 * BLOCK_BYTES + recordBytes + paddingOf(recordBytes);
}

function paddingOf(sizeBytes: number): number {
  return (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES;
}

function* zeros(sizeBytes: number): Iterable<Uint8Array> {
  const block = Buffer.alloc(64 * 1024);
  for (let left = sizeBytes; left > 0; left -= block.length) {
    yield block.subarray(0, Math.min(left, block.length));
  }
}
