import { crc32 } from 'node:zlib';

import { InvalidFileError } from '../../../core/errors.ts';

/** The sections of an atlas after its header, in file order. */
const SECTIONS = ['commits', 'lines', 'index', 'tap', 'walked', 'latest'] as const;

/** The name of a section. */
type SectionName = (typeof SECTIONS)[number];

/** Where a section is, and its checksum; one that is read in pieces has a checksum for each piece instead, and 0 here. */
export interface Section {
  readonly offset: number;
  readonly length: number;
  readonly crc: number;
}

/** What the first bytes of an atlas say. */
export interface AtlasHeader {
  /** 20, or 32 in a sha256 repository. */
  readonly oidBytes: number;
  /** The commit up to which history was read. */
  readonly head: string;
  readonly commits: number;
  readonly sections: Readonly<Record<SectionName, Section>>;
}

/** The length of the header. */
export const HEADER_BYTES = 256;
/** How many commits share one checksum. */
export const COMMITS_PER_PAGE = 128;
/** How many bytes a time takes: seconds since 1970. */
export const TIME_BYTES = 6;

/** The most bytes that each section may have: many times what all of homebrew-core needs. */
const MOST_BYTES: Readonly<Record<SectionName, number>> = {
  commits: 2 ** 40,
  lines: 2 ** 40,
  index: 64 * 1024 * 1024,
  tap: 64 * 1024 * 1024,
  walked: 256 * 1024 * 1024,
  latest: 64 * 1024 * 1024,
};

const MAGIC = Buffer.from('BREWPULL ATLAS\r\n');
const VERSION = 3;
const OFFSET_BYTES = 6;

/** Checks whether bytes begin an atlas. */
export function beginsAtlas(bytes: Buffer): boolean {
  return bytes.subarray(0, MAGIC.length).equals(MAGIC);
}

/** Formats a header, with its own checksum at its end. */
export function formatHeader(header: AtlasHeader): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(bytes);
  bytes.writeUInt32BE(VERSION, 16);
  bytes.writeUInt32BE(header.oidBytes, 20);
  bytes.write(header.head, 24, 'hex');
  bytes.writeUInt32BE(header.commits, 56);
  let at = 60;
  for (const name of SECTIONS) {
    const { offset, length, crc } = header.sections[name];
    bytes.writeUIntBE(offset, at, OFFSET_BYTES);
    bytes.writeUIntBE(length, at + OFFSET_BYTES, OFFSET_BYTES);
    bytes.writeUInt32BE(crc, at + 2 * OFFSET_BYTES);
    at += 16;
  }
  bytes.writeUInt32BE(crc32(bytes.subarray(0, HEADER_BYTES - 4)), HEADER_BYTES - 4);
  return bytes;
}

/**
 * Parses a header. Throws {@link InvalidFileError} if it is not an atlas, has another version or is damaged. A section that
 * would lie outside a file of this size is damage, too: nothing of it is read before.
 */
export function parseHeader(
  bytes: Buffer,
  { path, sizeBytes }: { readonly path: string; readonly sizeBytes: number },
): AtlasHeader {
  if (bytes.length < HEADER_BYTES || !beginsAtlas(bytes)) {
    throw invalidAtlas(path, 'is not an atlas');
  }
  const version = bytes.readUInt32BE(16);
  if (version !== VERSION)
    throw invalidAtlas(path, `is an atlas in format ${version}, which this brewpull cannot read`);
  if (bytes.readUInt32BE(HEADER_BYTES - 4) !== crc32(bytes.subarray(0, HEADER_BYTES - 4))) {
    throw invalidAtlas(path, 'is damaged: its header is wrong');
  }
  const oidBytes = bytes.readUInt32BE(20);
  if (oidBytes !== 20 && oidBytes !== 32)
    throw invalidAtlas(path, 'is damaged: its header is wrong');
  const section = (name: SectionName): Section => {
    const at = 60 + 16 * SECTIONS.indexOf(name);
    const offset = bytes.readUIntBE(at, OFFSET_BYTES);
    const length = bytes.readUIntBE(at + OFFSET_BYTES, OFFSET_BYTES);
    if (offset + length > sizeBytes) throw invalidAtlas(path, 'is damaged: it is cut short');
    if (length > MOST_BYTES[name]) throw invalidAtlas(path, 'is damaged: a part is too long');
    return { offset, length, crc: bytes.readUInt32BE(at + 2 * OFFSET_BYTES) };
  };
  return {
    oidBytes,
    head: bytes.toString('hex', 24, 24 + oidBytes),
    commits: bytes.readUInt32BE(56),
    sections: {
      commits: section('commits'),
      lines: section('lines'),
      index: section('index'),
      tap: section('tap'),
      walked: section('walked'),
      latest: section('latest'),
    },
  };
}

/** Creates the error for an atlas that cannot be used. */
export function invalidAtlas(path: string, what: string, cause?: unknown): InvalidFileError {
  return new InvalidFileError(`${path} ${what}`, {
    cause,
    hint: 'Run brewpull sync to rebuild it; if you were given the file, get it again.',
  });
}
