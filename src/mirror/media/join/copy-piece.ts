import { lstat, open, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

import { throwIfAborted } from '../../../core/abort.ts';
import { Sha256, digestOf } from '../../../core/digest.ts';
import {
  DigestMismatchError,
  FileExistsError,
  SizeMismatchError,
  type BrewpullError,
} from '../../../core/errors.ts';
import { claimFileName } from '../../../store/place/final-name.ts';
import { makeFolder } from '../../../store/place/make-folder.ts';
import { hashStream } from '../../../store/read/hash-file.ts';
import { streamRegularFile } from '../../../store/read/open-regular-file.ts';
import { codeOf, explainStoreFailure } from '../../../store/store-failure.ts';
import type { MediumPiece } from '../format/media-schema.ts';

const STEP_BYTES = 1024 * 1024;

/** A piece on a medium cannot be used; other pieces still can. */
export class PieceFault extends Error {
  readonly error: BrewpullError;

  constructor(error: BrewpullError) {
    super(error.message, { cause: error });
    this.error = error;
  }
}

/** A piece on a medium. */
export interface PieceSource {
  readonly piece: MediumPiece;
  /** The path of the open file on the medium. */
  readonly path: string;
  readonly file: FileHandle;
  /** Where the piece begins in that file. */
  readonly start: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Streams a piece from its medium, and checks its size and sum after the last byte. Throws {@link PieceFault} if they are wrong,
 * or if the medium cannot be read.
 */
export async function* readPiece(source: PieceSource): AsyncGenerator<Uint8Array> {
  const { piece, path, signal } = source;
  const hash = new Sha256();
  let actualBytes = 0;
  for await (const chunk of readable(source)) {
    throwIfAborted(signal);
    hash.update(chunk);
    actualBytes += chunk.length;
    yield chunk;
  }
  const what = `${piece.path} in ${path}`;
  const hint =
    'Copy this medium again, and join it again; what is already right is not copied again.';
  if (actualBytes !== piece.sizeBytes) {
    const sizes = { expectedBytes: piece.sizeBytes, actualBytes };
    throw new PieceFault(new SizeMismatchError(what, { ...sizes, hint }));
  }
  const [expected, actual] = [digestOf(piece.sha256), hash.digest()];
  if (expected !== actual) {
    throw new PieceFault(new DigestMismatchError(what, { expected, actual, hint }));
  }
}

/** Reads in steps, because many streams of one open file would each add a listener to it. */
async function* readable({ piece, path, file, start }: PieceSource): AsyncGenerator<Uint8Array> {
  const end = start + piece.sizeBytes;
  try {
    for (let at = start; at < end;) {
      const buffer = Buffer.allocUnsafe(Math.min(STEP_BYTES, end - at));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  } catch (error) {
    throw new PieceFault(explainStoreFailure('read', path, error));
  }
}

/**
 * Copies a whole file from a medium: to the `temporary` name, flushed to disk, and then to its place. Throws {@link PieceFault},
 * `FileExistsError` if the name is taken, and the errors of the file system.
 */
export async function copyWhole(
  source: PieceSource,
  { temporary, target }: { readonly temporary: string; readonly target: string },
): Promise<void> {
  try {
    const file = await open(temporary, 'wx');
    try {
      for await (const chunk of readPiece(source)) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await makeFolder(dirname(target));
    if (!(await claimFileName(temporary, target))) throw otherContent(target);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Makes the error for a file that differs from what the media have. */
export function otherContent(path: string): FileExistsError {
  return new FileExistsError(`${path} exists, but its content differs from that on the media`, {
    hint: 'Move it away, or choose another place with --output.',
  });
}

/**
 * Checks whether a file has the bytes of a piece where they belong: `nothing` if it does not exist, the `same` bytes, or `other`
 * ones. Reads the whole piece.
 */
export async function lookAtPiece(
  path: string,
  { offset, sizeBytes, sha256, whole }: MediumPiece,
): Promise<'nothing' | 'same' | 'other'> {
  try {
    const found = await lstat(path);
    const wanted = whole?.sizeBytes ?? sizeBytes;
    if (!found.isFile() || found.size !== wanted) return 'other';
    const range = { start: offset, end: offset + sizeBytes };
    const { digest } = await hashStream(streamRegularFile(path, range));
    return digest === digestOf(sha256) ? 'same' : 'other';
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'nothing';
    throw error;
  }
}
