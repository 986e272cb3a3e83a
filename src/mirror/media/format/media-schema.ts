import * as v from 'valibot';

import { InvalidFileError } from '../../../core/errors.ts';
import { Count, HexText, ShownText, SizeNumber } from '../../../json/field-schema.ts';
import { parseJson } from '../../../json/parse-schema.ts';
import { FAT_FILE_BYTES, LARGEST_MEDIUM_FILE, MOST_MEDIA } from './media-layout.ts';
import { treePathFault } from '../../tree/file/tree-path.ts';

/** More than fit in one `media.json`. */
const MOST_FILES = 1_000_000;

const TreePath = v.pipe(
  v.string(),
  v.check(
    (path) => treePathFault(path) === undefined,
    ({ input }) => `it ${treePathFault(input)}`,
  ),
);
const MediumNumber = v.pipe(
  Count,
  v.minValue(1, 'not from 1 on'),
  v.maxValue(MOST_MEDIA, 'too many'),
);

const PieceSchema = v.object({
  /** The path in the mirror. */
  path: TreePath,
  /** Where in that file the piece begins. */
  offset: SizeNumber,
  sizeBytes: SizeNumber,
  sha256: HexText,
  /** The whole file, if this is a piece of a cut one; null otherwise. */
  whole: v.nullable(v.object({ sizeBytes: SizeNumber, sha256: HexText })),
});

/** The schema of `media.json`. */
export const MediumSchema = v.object({
  schemaVersion: v.literal(1),
  generator: v.object({ name: ShownText, version: ShownText }),
  /** The id of the whole set; media of other sets do not belong with this one. */
  id: HexText,
  number: MediumNumber,
  /** How many media the set has. */
  media: MediumNumber,
  /** How many bytes each may hold. */
  mediumBytes: SizeNumber,
  /** The number of files in the mirror. */
  totalFiles: Count,
  totalBytes: SizeNumber,
  /** The data files on this medium, each named by its sum. */
  files: v.pipe(
    v.array(
      v.object({
        sha256: HexText,
        sizeBytes: v.pipe(SizeNumber, v.maxValue(FAT_FILE_BYTES, 'too large for FAT32')),
        /** Its content, piece after piece. */
        pieces: v.pipe(v.array(PieceSchema), v.minLength(1, 'empty')),
      }),
    ),
    v.maxLength(MOST_FILES, 'longer than any medium has'),
  ),
});

/** The content of `media.json`. It has no timestamp, so that equal mirrors give equal media. */
export type MediumContents = v.InferOutput<typeof MediumSchema>;
/** A data file on a medium: one piece, or many small ones. */
export type MediumData = MediumContents['files'][number];
/** A file of the mirror, or a section of one. */
export type MediumPiece = MediumData['pieces'][number];

/**
 * Parses an untrusted `media.json`; `what` names the medium. Checks that every path stays inside the mirror and occurs once (once
 * for each offset of a cut file), and that all sizes agree. Throws an `InvalidFileError` that names the first fault.
 */
export function parseMedium(bytes: Uint8Array, what: string): MediumContents {
  const contents = parseJson(MediumSchema, bytes, {
    what: `media.json of ${what}`,
    hint: 'It is damaged or comes from a newer brewpull: copy the medium again, or join it with that brewpull.',
  });
  const fault = findFault(contents);
  if (fault === undefined) return contents;
  throw new InvalidFileError(`media.json of ${what} ${fault}`, {
    hint: 'Do not use this medium: copy it again, or split the mirror again.',
  });
}

function findFault({
  number,
  media,
  files,
  totalBytes,
  totalFiles,
}: MediumContents): string | undefined {
  if (number > media) return `says that it is medium ${number} of ${media}`;
  const seen = new Map<string, boolean>();
  const places = new Set<string>();
  let heldBytes = 0;
  for (const data of files) {
    let dataBytes = 0;
    for (const piece of data.pieces) {
      const fault = faultOf(piece, totalBytes);
      if (fault !== undefined) return `${fault}: ${JSON.stringify(piece.path)}`;
      const isCut = piece.whole !== null;
      const place = `${piece.offset} ${piece.path}`;
      if (places.has(place) || (seen.has(piece.path) && !(isCut && seen.get(piece.path)))) {
        return `has a path twice: ${JSON.stringify(piece.path)}`;
      }
      seen.set(piece.path, isCut);
      places.add(place);
      dataBytes += piece.sizeBytes;
    }
    if (dataBytes !== data.sizeBytes) return 'has a file whose pieces do not add up to its size';
    heldBytes += dataBytes;
    if (heldBytes > totalBytes) return 'has more bytes than it says the mirror has';
  }
  if (seen.size > totalFiles) return 'has more files than it says the mirror has';
  const inside = findInside(seen);
  if (inside !== undefined) return `has a file that is also a folder: ${JSON.stringify(inside)}`;
  return undefined;
}

function faultOf(
  { offset, sizeBytes, whole }: MediumPiece,
  totalBytes: number,
): string | undefined {
  if (whole === null) return offset === 0 ? undefined : 'has a whole file that begins later';
  if (whole.sizeBytes > totalBytes) return 'has a file that is larger than the mirror';
  if (sizeBytes === 0) return 'has an empty piece of a cut file';
  const isInside = offset <= whole.sizeBytes && sizeBytes <= whole.sizeBytes - offset;
  return isInside ? undefined : 'has a piece that is not inside its file';
}

function findInside(paths: ReadonlyMap<string, unknown>): string | undefined {
  for (const path of paths.keys()) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const folder = path.slice(0, at);
      if (paths.has(folder)) return folder;
    }
  }
  return undefined;
}

/**
 * Writes `media.json` with one file per line; equal contents give equal bytes. Throws `InvalidFileError` if it is larger than the
 * limit for reading; the media then have to be smaller.
 */
export function formatMedium({ files, ...head }: MediumContents): string {
  const lines = files.map((file) => JSON.stringify(file));
  const text = `${JSON.stringify(head).slice(0, -1)},\n"files":[\n${lines.join(',\n')}\n]}\n`;
  if (text.length <= LARGEST_MEDIUM_FILE) return text;
  throw new InvalidFileError('there are too many files for one medium', {
    hint: 'Make smaller media: name a smaller size.',
  });
}
