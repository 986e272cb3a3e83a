import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { InvalidFileError } from '../core/errors.ts';

/**
 * Gives what tells an open file and its state from others: device, inode, size and both times. Every write changes it, and
 * so do some things that are no change, such as another hard link.
 */
export async function stampOf(file: FileHandle): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await file.stat({ bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

/** Opens a regular file and nothing else: a link is not followed, a pipe not waited for. Throws {@link InvalidFileError}. */
export async function openRegular(path: string, name: string): Promise<FileHandle> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  let file: FileHandle;
  try {
    // Windows has neither of the flags.
    file = await open(path, O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new InvalidFileError(`${name} cannot be read (${code})`, { cause: error });
  }
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new InvalidFileError(`${name} is no regular file`);
}

/** The error for a file that is not what was checked. */
export function changedFile(name: string): InvalidFileError {
  return new InvalidFileError(`${name} was changed after it was checked`, {
    hint: 'Copy the bundle again, and start again.',
  });
}
