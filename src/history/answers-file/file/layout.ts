import { crc32 } from 'node:zlib';

import { InvalidFileError } from '../../../core/errors.ts';

/** The parts of an answers file after its sums, in file order. */
const PARTS = ['header', 'tables', 'migrations', 'names', 'formulae'] as const;

/** The name of a part. */
type PartName = (typeof PARTS)[number];

/** Where a part is, counted from the end of the sums. */
export interface PartPlace {
  readonly offset: number;
  readonly length: number;
}

/** What the first bytes of an answers file say. */
export interface AnswersLayout {
  readonly parts: Readonly<Record<PartName, PartPlace>>;
  /** How many bytes follow the sums. */
  readonly bodyBytes: number;
  /** The checksum of the sums. */
  readonly sumsCrc: number;
}

/** The length of the prefix. */
export const PREFIX_BYTES = 64;
/** How many bytes share one checksum. */
export const BLOCK_BYTES = 32 * 1024;
/** No answers file is larger; everything homebrew-core ever had takes a fiftieth of it. */
const LARGEST_FILE = 256 * 1024 * 1024;

const MIB = 1024 * 1024;
/** No part that is read whole is larger, so a forged file takes little memory; homebrew-core's take a hundredth of it. */
const LARGEST_PART = 8 * MIB;
const READ_WHOLE: ReadonlySet<PartName> = new Set(['header', 'tables', 'migrations']);

const MAGIC = Buffer.from('BREWPULL ANSWERS\r\n');
const SCHEMA = 1;
const LENGTHS_AT = 20;
const SUMS_CRC_AT = 56;
const OWN_CRC_AT = 60;

/** Checks whether bytes begin an answers file. */
export function beginsAnswers(bytes: Buffer): boolean {
  return bytes.subarray(0, MAGIC.length).equals(MAGIC);
}

/** Returns how many bytes the sums of a body take. */
export function sumsLength(bodyBytes: number): number {
  return Math.ceil(bodyBytes / BLOCK_BYTES) * 4;
}

/** Assembles a file. Throws {@link InvalidFileError} if it would be too large to read. */
export function assemble(parts: Readonly<Record<PartName, Buffer>>): Buffer {
  const body = Buffer.concat(PARTS.map((name) => parts[name]));
  const large = PARTS.find((name) => isTooLarge(name, parts[name].length));
  if (large !== undefined || PREFIX_BYTES + sumsLength(body.length) + body.length > LARGEST_FILE) {
    throw new InvalidFileError(`too many answers for one file: ${large ?? 'formulae'}`);
  }
  const sums = Buffer.alloc(sumsLength(body.length));
  for (let block = 0; block * BLOCK_BYTES < body.length; block += 1) {
    const start = block * BLOCK_BYTES;
    sums.writeUInt32BE(crc32(body.subarray(start, start + BLOCK_BYTES)), block * 4);
  }
  const prefix = Buffer.alloc(PREFIX_BYTES);
  MAGIC.copy(prefix);
  prefix.writeUInt16BE(SCHEMA, MAGIC.length);
  for (const [index, name] of PARTS.entries()) {
    prefix.writeUInt32BE(parts[name].length, LENGTHS_AT + index * 4);
  }
  prefix.writeUInt32BE(crc32(sums), SUMS_CRC_AT);
  prefix.writeUInt32BE(crc32(prefix.subarray(0, OWN_CRC_AT)), OWN_CRC_AT);
  return Buffer.concat([prefix, sums, body]);
}

/**
 * Parses a prefix; `sizeBytes` is the length of the file. Throws {@link InvalidFileError} if it is not an answers file, has
 * another schema, is longer or shorter than its parts, or is damaged.
 */
export function parseLayout(prefix: Buffer, sizeBytes: number, path: string): AnswersLayout {
  if (!beginsAnswers(prefix)) throw invalidAnswers(path, 'is not a file of answers');
  if (prefix.length < PREFIX_BYTES) throw invalidAnswers(path, 'is cut off');
  const schema = prefix.readUInt16BE(MAGIC.length);
  if (schema > SCHEMA) throw newerAnswers(path, schema);
  if (prefix.readUInt32BE(OWN_CRC_AT) !== crc32(prefix.subarray(0, OWN_CRC_AT))) {
    throw invalidAnswers(path, 'is damaged: its first bytes are wrong');
  }
  if (schema !== SCHEMA)
    throw invalidAnswers(path, `uses schema ${schema}, which this brewpull cannot read`);
  if (sizeBytes > LARGEST_FILE) throw invalidAnswers(path, 'is too large to be a file of answers');
  let bodyBytes = 0;
  const place = (name: PartName): PartPlace => {
    const length = prefix.readUInt32BE(LENGTHS_AT + PARTS.indexOf(name) * 4);
    if (isTooLarge(name, length)) throw invalidAnswers(path, `has ${name} of ${length} bytes`);
    const offset = bodyBytes;
    bodyBytes += length;
    return { offset, length };
  };
  const parts = {
    header: place('header'),
    tables: place('tables'),
    migrations: place('migrations'),
    names: place('names'),
    formulae: place('formulae'),
  };
  const expected = PREFIX_BYTES + sumsLength(bodyBytes) + bodyBytes;
  if (expected !== sizeBytes) {
    throw invalidAnswers(path, `has ${sizeBytes} bytes but should have ${expected}`);
  }
  return { parts, bodyBytes, sumsCrc: prefix.readUInt32BE(SUMS_CRC_AT) };
}

function isTooLarge(part: PartName, length: number): boolean {
  return READ_WHOLE.has(part) && length > LARGEST_PART;
}

/** Creates the error for an answers file that cannot be used. */
export function invalidAnswers(path: string, what: string, cause?: unknown): InvalidFileError {
  return new InvalidFileError(`${path} ${what}`, {
    cause,
    hint: 'Fetch it again with brewpull atlas fetch; if it came with brewpull, reinstall brewpull.',
  });
}

function newerAnswers(path: string, schema: number): InvalidFileError {
  return new InvalidFileError(
    `${path} uses schema ${schema}, but this brewpull reads schema ${SCHEMA}`,
    { hint: 'Install a newer brewpull, or fetch answers that this one can read.' },
  );
}
