import { InvalidFileError } from '../../../core/errors.ts';
import type { MediumContents, MediumPiece } from '../format/media-schema.ts';
import { setIdOf, type TreeFile } from '../format/tree-file.ts';

/**
 * Throws {@link InvalidFileError} if a path is on several media of a set, which is only allowed for pieces of one cut file.
 */
export function requireDisjoint(media: Iterable<MediumContents>): void {
  const seen = new Map<string, { readonly number: number; readonly whole: string | undefined }>();
  for (const { number, files } of media) {
    for (const { pieces } of files) {
      for (const piece of pieces) {
        const whole = piece.whole === null ? undefined : cutKey(piece);
        const other = seen.get(piece.path);
        if (other === undefined) {
          seen.set(piece.path, { number, whole });
        } else if (other.number !== number && (whole === undefined || whole !== other.whole)) {
          throw new InvalidFileError(
            `${JSON.stringify(piece.path)} is on medium ${other.number} and on medium ${number}`,
            { hint: 'Do not use these media: split the mirror again.' },
          );
        }
      }
    }
  }
}

/** Returns a name for the file that a piece is cut from; pieces of different versions of a file have different names. */
export function cutKey({ path, whole }: MediumPiece): string {
  return `${whole?.sha256} ${whole?.sizeBytes} ${path}`;
}

/**
 * Lists the files of the mirror that all media together hold. Throws {@link InvalidFileError} if they do not add up to the mirror
 * that they name, because a piece is missing, overlaps, or was exchanged.
 */
export function filesOfSet(media: readonly MediumContents[]): readonly TreeFile[] {
  requireDisjoint(media);
  const files: TreeFile[] = [];
  const cut = new Map<string, MediumPiece[]>();
  for (const piece of media.flatMap((medium) => medium.files.flatMap(({ pieces }) => pieces))) {
    const { path, sizeBytes, sha256, whole } = piece;
    if (whole === null) files.push({ path, sizeBytes, sha256 });
    else {
      const others = cut.get(cutKey(piece));
      if (others === undefined) cut.set(cutKey(piece), [piece]);
      else others.push(piece);
    }
  }
  for (const pieces of cut.values()) files.push(joined(pieces));
  const [first] = media;
  if (first !== undefined && setIdOf(files, first.mediumBytes) === first.id) return files;
  throw new InvalidFileError('the media together do not make up the mirror that they name', {
    hint: 'Do not use what was put together: split the mirror again.',
  });
}

function joined(pieces: readonly MediumPiece[]): TreeFile {
  const sorted = pieces.toSorted((a, b) => a.offset - b.offset);
  let end = 0;
  for (const { offset, sizeBytes } of sorted) {
    if (offset !== end) break;
    end += sizeBytes;
  }
  const [first] = sorted;
  if (first?.whole != null && end === first.whole.sizeBytes) {
    return { path: first.path, ...first.whole };
  }
  throw new InvalidFileError(
    `the pieces of ${JSON.stringify(first?.path)} on the media do not make the whole file`,
    { hint: 'Do not use these media: split the mirror again.' },
  );
}
