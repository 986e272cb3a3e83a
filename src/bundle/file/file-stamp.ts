import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { InvalidFileError } from '../../core/errors.ts';
import { openRegularFile } from '../../store/read/open-regular-file.ts';
import { readFailure, readHint } from '../../store/store-failure.ts';

/**
 * Returns what tells an open file and its state from all others: device, inode, size and both times. Every write changes it, and
 * so do some things that change no content, such as another hard link.
 */
export async function stampOf(file: FileHandle): Promise<string> {
  return stampFrom(await file.stat({ bigint: true }));
}

/** Does the same as {@link stampOf}, from what the system says about a file. */
export function stampFrom({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
}

/** Opens a regular file and nothing else: does not follow a link or wait for a pipe. Throws {@link InvalidFileError}. */
export async function openRegular(path: string, name: string): Promise<FileHandle> {
  try {
    return await openRegularFile(path, { mayBeLink: false });
  } catch (error) {
    if (error instanceof InvalidFileError) {
      throw new InvalidFileError(`${name} is not a regular file`, { cause: error });
    }
    throw new InvalidFileError(`${name} cannot be read: ${readFailure(name, error)}`, {
      cause: error,
      hint: readHint(error),
    });
  }
}

/** Makes the error for a file that is not what was checked. */
export function changedFile(name: string): InvalidFileError {
  return new InvalidFileError(`${name} was changed after it was checked`, {
    hint: 'Copy the bundle again and start over.',
  });
}
