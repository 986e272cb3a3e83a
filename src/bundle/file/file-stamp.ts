import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { InvalidFileError } from '../../core/errors.ts';
import { openRegularFile } from '../../store/read/open-regular-file.ts';
import { readFailure, readHint } from '../../store/store-failure.ts';

/**
 * Gives what distinguishes an open file and its state from others: device, inode, size and both times. Every write changes it, and
 * so do some things that are no change, such as another hard link.
 */
export async function stampOf(file: FileHandle): Promise<string> {
  return stampFrom(await file.stat({ bigint: true }));
}

/** As {@link stampOf}, from what the system says of a file. */
export function stampFrom({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
}

/** Opens a regular file and nothing else: a link is not followed, a pipe not waited for. Throws {@link InvalidFileError}. */
export async function openRegular(path: string, name: string): Promise<FileHandle> {
  try {
    return await openRegularFile(path, { mayBeLink: false });
  } catch (error) {
    if (error instanceof InvalidFileError) {
      throw new InvalidFileError(`${name} is no regular file`, { cause: error });
    }
    throw new InvalidFileError(`${name} cannot be read: ${readFailure(name, error)}`, {
      cause: error,
      hint: readHint(error),
    });
  }
}

/** The error for a file that is not what was checked. */
export function changedFile(name: string): InvalidFileError {
  return new InvalidFileError(`${name} was changed after it was checked`, {
    hint: 'Copy the bundle again, and start again.',
  });
}
