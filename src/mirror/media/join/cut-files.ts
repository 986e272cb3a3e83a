import { constants } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { digestOf, hexOfBytes } from '../../../core/digest.ts';
import { InvalidFileError } from '../../../core/errors.ts';
import { claimFileName, isThere } from '../../../store/place/final-name.ts';
import { makeFolder } from '../../../store/place/make-folder.ts';
import { namesIfThere } from '../../../store/read/if-there.ts';
import { hashFile } from '../../../store/read/hash-file.ts';
import type { MediumPiece } from '../format/media-schema.ts';
import { PieceFault, otherContent, readPiece, type PieceSource } from './copy-piece.ts';
import { cutKey } from './piece-list.ts';

/**
 * The files whose pieces are on several media. Each is built up in one file, beside an empty marker file for every piece in it.
 */
export class CutFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = join(folder, 'cut');
  }

  /** Reports whether a piece was already written and checked. */
  async has(piece: MediumPiece): Promise<boolean> {
    return isThere(this.#markOf(piece));
  }

  /** Writes a piece to its place. Throws {@link PieceFault}, and the errors of the file system. */
  async write(source: PieceSource): Promise<void> {
    const { piece } = source;
    await makeFolder(this.#folder);
    const file = await open(this.#pathOf(piece), constants.O_RDWR | constants.O_CREAT);
    try {
      let at = piece.offset;
      for await (const chunk of readPiece(source)) {
        for (let from = 0; from < chunk.length;) {
          const { bytesWritten } = await file.write(chunk, from, chunk.length - from, at);
          from += bytesWritten;
          at += bytesWritten;
        }
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await (await open(this.#markOf(piece), 'w')).close();
  }

  /**
   * Moves the whole file to its place once it has all its pieces; returns false until then. Throws {@link PieceFault} if its sum
   * is wrong, and then forgets the pieces; throws `FileExistsError` if the name is taken.
   */
  async finish(piece: MediumPiece, target: string): Promise<boolean> {
    const { whole } = piece;
    if (whole === null || (await this.#lengthOf(piece)) !== whole.sizeBytes) return false;
    const path = this.#pathOf(piece);
    const { digest, sizeBytes } = await hashFile(path);
    if (digest !== digestOf(whole.sha256) || sizeBytes !== whole.sizeBytes) {
      await this.#forget(piece);
      throw new PieceFault(
        new InvalidFileError(
          `the pieces of ${JSON.stringify(piece.path)} do not make up the file that they name`,
          {
            hint: 'Join all media again; if that does not help, split the mirror again.',
          },
        ),
      );
    }
    await makeFolder(dirname(target));
    if (!(await claimFileName(path, target))) throw otherContent(target);
    await this.#forget(piece);
    return true;
  }

  /** Returns how far its pieces reach without a gap. */
  async #lengthOf(piece: MediumPiece): Promise<number> {
    const marks = (await this.#marksOf(piece)).toSorted((a, b) => a.offset - b.offset);
    let length = 0;
    for (const { offset, sizeBytes } of marks) if (offset === length) length += sizeBytes;
    return length;
  }

  async #forget(piece: MediumPiece): Promise<void> {
    for (const { name } of await this.#marksOf(piece))
      await rm(join(this.#folder, name), { force: true });
    await rm(this.#pathOf(piece), { force: true });
  }

  async #marksOf(
    piece: MediumPiece,
  ): Promise<
    readonly { readonly name: string; readonly offset: number; readonly sizeBytes: number }[]
  > {
    const key = keyOf(piece);
    return (await namesIfThere(this.#folder)).flatMap((name) => {
      const [own, offset, sizeBytes] = name.split('.');
      if (own !== key || sizeBytes === undefined) return [];
      return [{ name, offset: Number(offset), sizeBytes: Number(sizeBytes) }];
    });
  }

  #pathOf(piece: MediumPiece): string {
    return join(this.#folder, keyOf(piece));
  }

  #markOf(piece: MediumPiece): string {
    return `${this.#pathOf(piece)}.${piece.offset}.${piece.sizeBytes}`;
  }
}

function keyOf(piece: MediumPiece): string {
  return hexOfBytes(cutKey(piece));
}
