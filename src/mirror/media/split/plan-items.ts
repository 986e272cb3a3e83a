import { FAT_FILE_BYTES } from '../format/media-layout.ts';
import type { TreeFile } from '../format/tree-file.ts';
import { comparePaths } from '../../tree/file/tree-path.ts';

/** A planned piece: a file of the mirror, or a section of one. */
export interface PlannedPiece {
  readonly file: TreeFile;
  readonly offset: number;
  readonly sizeBytes: number;
}

/** A planned data file on a medium: one piece, or many small ones. */
export interface PlannedData {
  readonly pieces: readonly PlannedPiece[];
  readonly sizeBytes: number;
  /** The most space that it takes on a medium, with the lines that describe it. */
  readonly costBytes: number;
}

/** What fits on a medium. */
export interface MediumLimits {
  /** The space for data files, counted by {@link PlannedData.costBytes}. */
  readonly capacityBytes: number;
  /** The unit in which the file system allocates space. */
  readonly clusterBytes: number;
}

const KIB = 1024;
const MIB = KIB * KIB;
/** For the folders, and for the files that every medium has. */
const FIXED_CLUSTERS = 22;
const FIXED_BYTES = 4 * KIB;
/** For a data file's directory entry, its line in `SHA256SUMS` and its head in `media.json`. */
const FILE_BYTES = 560;
/** For a piece in `media.json`, without the path. */
const PIECE_BYTES = 380;
const SMALL_BYTES = MIB;
const PACK_BYTES = 16 * MIB;
/** The size of the pieces of a file that is too large for FAT32. */
const CUT_BYTES = FAT_FILE_BYTES + 1 - 64 * KIB;
/** About one in this many small files ends its pack. */
const PACK_FILES = 256;

/** Returns what fits on a medium of some size, if it has the largest clusters that systems choose for exFAT by default. */
export function limitsOf(mediumBytes: number): MediumLimits {
  const clusterBytes =
    mediumBytes <= 256 * MIB ? 4 * KIB : mediumBytes <= 32 * KIB * MIB ? 32 * KIB : 128 * KIB;
  return {
    capacityBytes: mediumBytes - FIXED_CLUSTERS * clusterBytes - FIXED_BYTES,
    clusterBytes,
  };
}

/**
 * Plans the data files of a mirror. Small files are packed together, because a stick takes minutes for thousands of them and
 * gives each a whole cluster. The others follow by path, cut if they are too large for FAT32 or the medium. The name of a file in
 * a pack decides where the pack ends, so that a new file changes one pack and not all that follow.
 */
export function planItems(files: readonly TreeFile[], limits: MediumLimits): PlannedData[] {
  const { capacityBytes } = limits;
  const smallBytes = Math.min(SMALL_BYTES, Math.floor(capacityBytes / 16));
  const sorted = files.toSorted((a, b) => comparePaths(a.path, b.path));
  const small = sorted.filter(({ sizeBytes }) => sizeBytes < smallBytes);
  const large = sorted.filter(({ sizeBytes }) => sizeBytes >= smallBytes);
  return [...packs(small, limits), ...large.flatMap((file) => cut(file, limits))];
}

function* packs(files: readonly TreeFile[], limits: MediumLimits): Generator<PlannedData> {
  const mostBytes = Math.min(PACK_BYTES, Math.floor(limits.capacityBytes / 8));
  let pieces: PlannedPiece[] = [];
  let bytes = 0;
  for (const file of files) {
    const piece = { file, offset: 0, sizeBytes: file.sizeBytes };
    const pieceBytes = file.sizeBytes + describedBytes(piece);
    if (pieces.length > 0 && bytes + pieceBytes > mostBytes) {
      yield toData(pieces, limits);
      pieces = [];
      bytes = 0;
    }
    pieces.push(piece);
    bytes += pieceBytes;
    if (spread(file.path) % PACK_FILES !== 0) continue;
    yield toData(pieces, limits);
    pieces = [];
    bytes = 0;
  }
  if (pieces.length > 0) yield toData(pieces, limits);
}

function cut(file: TreeFile, limits: MediumLimits): PlannedData[] {
  const { capacityBytes, clusterBytes } = limits;
  const whole = toData([{ file, offset: 0, sizeBytes: file.sizeBytes }], limits);
  if (file.sizeBytes <= FAT_FILE_BYTES && whole.costBytes <= capacityBytes) return [whole];
  const quarter = Math.floor(capacityBytes / 4 / clusterBytes) * clusterBytes;
  const step = Math.min(CUT_BYTES, quarter);
  const parts: PlannedData[] = [];
  for (let offset = 0; offset < file.sizeBytes; offset += step) {
    const sizeBytes = Math.min(step, file.sizeBytes - offset);
    parts.push(toData([{ file, offset, sizeBytes }], limits));
  }
  return parts;
}

function toData(pieces: readonly PlannedPiece[], { clusterBytes }: MediumLimits): PlannedData {
  const sizeBytes = pieces.reduce((sum, piece) => sum + piece.sizeBytes, 0);
  const described = pieces.reduce((sum, piece) => sum + describedBytes(piece), FILE_BYTES);
  const costBytes = Math.ceil(sizeBytes / clusterBytes) * clusterBytes + described;
  return { pieces, sizeBytes, costBytes };
}

function describedBytes({ file }: PlannedPiece): number {
  return PIECE_BYTES + Buffer.byteLength(JSON.stringify(file.path));
}

/** Hashes a text to a whole number below 2^32, evenly and always the same (FNV-1a). */
export function spread(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return (hash ^ (hash >>> 15)) >>> 0;
}
