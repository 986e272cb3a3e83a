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

/** A piece cannot be used as it is on the medium; that keeps no other piece from being used. */
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
  /** Of the open file on the medium. */
  readonly path: string;
  readonly file: FileHandle;
  /** Where the piece begins in that file. */
  readonly start: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Streams a piece from its medium; after the last byte its size and sum were right. Throws {@link PieceFault} where they are not, or the
 * medium cannot be read.
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
  const hint = 'Copy this medium again, and join it again; what is right is not copied twice.';
  if (actualBytes !== piece.sizeBytes) {
    const sizes = { expectedBytes: piece.sizeBytes, actualBytes };
    throw new PieceFault(new SizeMismatchError(what, { ...sizes, hint }));
  }
  const [expected, actual] = [digestOf(piece.sha256), hash.digest()];
  if (expected !== actual) {
    throw new PieceFault(new DigestMismatchError(what, { expected, actual, hint }));
  }
}

/** In steps of its own: many streams of one open file would each listen to it. */
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
 * Copies a whole file from a medium: under a name of its own in `folder`, through to the disk, and then to its place. Throws
 * {@link PieceFault}, `FileExistsError` where something has the name, and what the file system says.
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

/** Makes the refusal to write over something that is not what the media say. */
export function otherContent(path: string): FileExistsError {
  return new FileExistsError(`${path} is there with other content than the media have`, {
    hint: 'Move it away, or choose another place with --output.',
  });
}

/**
 * Finds out whether a file has the bytes of a piece where they belong: `nothing` has the name, the `same` bytes, or `other`.
 * All of the piece is read.
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
