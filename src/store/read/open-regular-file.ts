import { closeSync, constants, fstatSync, openSync, statSync, type Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';

import { InvalidFileError } from '../../core/errors.ts';

/** Opening a pipe without a writer would otherwise block the process; Windows has neither flag. */
const READ_WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
const NO_LINK = constants.O_NOFOLLOW ?? 0;
/** Measured: hashing in steps of 1 MiB costs a third less than in steps of 64 KiB. */
const STREAM_BYTES = 1024 * 1024;

/** A part of a file, in bytes; `end` is exclusive. */
export interface FileRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Opens a regular file for reading; the caller closes it. Refuses a pipe, a device, a socket or a folder without reading a
 * byte, because it may be endless or never answer: throws {@link InvalidFileError}. Throws file system errors unchanged; with
 * `mayBeLink: false`, a link is one.
 */
export async function openRegularFile(
  path: string,
  { mayBeLink = true }: { readonly mayBeLink?: boolean } = {},
): Promise<FileHandle> {
  // Checked before, because opening a device can have side effects, and after, because the name may mean another file by then.
  requireRegular(path, await stat(path));
  const file = await open(path, READ_WITHOUT_WAITING | (mayBeLink ? 0 : NO_LINK));
  try {
    requireRegular(path, await file.stat());
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Opens a file like {@link openRegularFile}, synchronously; returns a descriptor, which the caller closes. */
export function openRegularFileSync(path: string): number {
  requireRegular(path, statSync(path));
  const descriptor = openSync(path, READ_WITHOUT_WAITING);
  try {
    requireRegular(path, fstatSync(descriptor));
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** Streams a regular file, or a range of it, in large steps; it is closed at the end. Throws like {@link openRegularFile}. */
export async function* streamRegularFile(
  path: string,
  range?: FileRange,
): AsyncIterable<Uint8Array> {
  if (range !== undefined && range.end <= range.start) return;
  const file = await openRegularFile(path);
  try {
    yield* readStreamOf(file, range);
  } finally {
    await file.close();
  }
}

/** Streams an open file, or a non-empty range of it, in large steps; the caller closes the file. */
export function readStreamOf(file: FileHandle, range?: FileRange): Readable {
  const part = range && { start: range.start, end: range.end - 1 };
  return file.createReadStream({ ...part, highWaterMark: STREAM_BYTES, autoClose: false });
}

/** Describes what is there instead of a file; undefined for a regular file. */
export function unlikeFile(found: Stats): string | undefined {
  if (found.isFile()) return undefined;
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a pipe';
  return found.isSocket() ? 'a socket' : 'a device';
}

function requireRegular(path: string, found: Stats): void {
  const what = unlikeFile(found);
  if (what === undefined) return;
  throw new InvalidFileError(`${path} is ${what}, not a file`, {
    hint: 'Check the path: it must lead to a file.',
  });
}
