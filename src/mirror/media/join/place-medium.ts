import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import { inParallel } from '../../../bottle/in-parallel.ts';
import { openRegular } from '../../../bundle/file/file-stamp.ts';
import { throwIfAborted } from '../../../core/abort.ts';
import { InvalidFileError, type BrewpullError } from '../../../core/errors.ts';
import { temporaryName } from '../../../store/place/temporary-name.ts';
import { explainStoreFailure } from '../../../store/store-failure.ts';
import { MIRROR_FILE } from '../../tree/file/tree-layout.ts';
import { dataPath } from '../format/media-layout.ts';
import type { MediumData, MediumPiece } from '../format/media-schema.ts';
import {
  PieceFault,
  copyWhole,
  lookAtPiece,
  otherContent,
  type PieceSource,
} from './copy-piece.ts';
import type { CutFiles } from './cut-files.ts';
import type { Medium } from './find-media.ts';

/** How many pieces are written at once, since each small file has to be flushed to disk. */
const CONCURRENCY = 8;

/** Where the pieces of media go. */
export interface JoinPlace {
  readonly output: string;
  /** The folder for unfinished files. */
  readonly folder: string;
  readonly cut: CutFiles;
  readonly signal: AbortSignal;
  /** Called for every finished piece, copied or not. */
  readonly onPiece: (piece: MediumPiece) => void;
}

/** What was done with a medium. */
export interface PlacedMedium {
  /** The bytes of the pieces that were copied. */
  readonly copiedBytes: number;
  /** Why pieces of it cannot be used; empty if all of it is copied now. */
  readonly faults: readonly BrewpullError[];
}

/**
 * Copies what is still missing from a medium, checking the size and sum of each piece. Damaged pieces do not stop the others.
 * Throws only errors that stop everything: `FileExistsError`, errors of the output's file system, `AbortedError`.
 */
export async function placeMedium(medium: Medium, place: JoinPlace): Promise<PlacedMedium> {
  const faults: BrewpullError[] = [];
  let copiedBytes = 0;
  for (const data of medium.contents.files) {
    throwIfAborted(place.signal);
    const missing = await missingOf(data, place);
    if (missing.length === 0) continue;
    const outcome = await placePieces(medium, { data, missing }, place);
    copiedBytes += outcome.copiedBytes;
    faults.push(...outcome.faults);
  }
  return { copiedBytes, faults };
}

/** Returns where to put a file of the mirror; `mirror.json` waits until everything else is in place. */
export function targetOf(
  { path }: Pick<MediumPiece, 'path'>,
  place: Pick<JoinPlace, 'output' | 'folder'>,
): string {
  return path === MIRROR_FILE ? join(place.folder, MIRROR_FILE) : join(place.output, path);
}

interface Missing {
  readonly piece: MediumPiece;
  readonly start: number;
}

async function missingOf(data: MediumData, place: JoinPlace): Promise<readonly Missing[]> {
  const missing: Missing[] = [];
  let start = 0;
  for (const piece of data.pieces) {
    if (await isHere(piece, place)) place.onPiece(piece);
    else missing.push({ piece, start });
    start += piece.sizeBytes;
  }
  return missing;
}

async function isHere(piece: MediumPiece, place: JoinPlace): Promise<boolean> {
  if (piece.whole !== null && (await place.cut.has(piece))) return true;
  const target = targetOf(piece, place);
  const found = await lookAtPiece(target, piece);
  if (found === 'other') throw otherContent(target);
  return found === 'same';
}

async function placePieces(
  medium: Medium,
  { data, missing }: { readonly data: MediumData; readonly missing: readonly Missing[] },
  place: JoinPlace,
): Promise<PlacedMedium> {
  const path = join(medium.path, dataPath(data.sha256));
  const file = await openData(path);
  if (file instanceof InvalidFileError) return { copiedBytes: 0, faults: [file] };
  try {
    const outcomes = await inParallel(
      missing,
      ({ piece, start }, _at, signal) => placePiece({ piece, start, path, file, signal }, place),
      { concurrency: CONCURRENCY, signal: place.signal },
    );
    const faults = outcomes.filter((outcome) => outcome !== undefined);
    const copied = missing.filter((_each, at) => outcomes[at] === undefined);
    return { copiedBytes: copied.reduce((sum, { piece }) => sum + piece.sizeBytes, 0), faults };
  } finally {
    await file.close();
  }
}

/** Opens a data file, or returns the error that says why it cannot be opened; links are refused. */
async function openData(path: string): Promise<FileHandle | InvalidFileError> {
  try {
    return await openRegular(path, path);
  } catch (error) {
    if (error instanceof InvalidFileError) return error;
    throw error;
  }
}

/** Puts a piece in its place; returns the reason if it cannot be used. */
async function placePiece(
  source: PieceSource,
  place: JoinPlace,
): Promise<BrewpullError | undefined> {
  const { piece } = source;
  const target = targetOf(piece, place);
  try {
    if (piece.whole === null) {
      await copyWhole(source, { temporary: temporaryName(join(place.folder, 'piece')), target });
    } else {
      await place.cut.write(source);
      await place.cut.finish(piece, target);
    }
    place.onPiece(piece);
    return undefined;
  } catch (error) {
    if (error instanceof PieceFault) return error.error;
    throw explainStoreFailure('write', target, error);
  }
}
