import { lstat, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import { StoreError } from '../../core/errors.ts';
import { codeOf } from '../store-failure.ts';

/**
 * Makes a folder and those above it, where they are missing. One after the other: Node's own way never returns on file systems that
 * say of every new name that it is not there, as `/proc` does. Throws what the file system says, and `StoreError` for such a one.
 */
export async function makeFolder(path: string): Promise<void> {
  for (let tries = 1; !(await isFolder(path)); tries += 1) {
    const parent = dirname(path);
    // Where even the root is missing, as for a drive that is not there, making it says why.
    if (parent !== path) await makeFolder(parent);
    try {
      await mkdir(path);
      return;
    } catch (error) {
      if (codeOf(error) === 'ENOENT' && (await isFolder(parent))) {
        throw takesNothing(path, parent, error);
      }
      // Another run was faster, and may have removed it again.
      const isRace = codeOf(error) === 'EEXIST' && !(await isOther(path));
      if (!isRace || tries === MOST_TRIES) throw error;
    }
  }
}

const MOST_TRIES = 1000;

/** Explains that a folder is there and nothing can be made in it, as it is in `/proc`. */
export function takesNothing(path: string, folder: string, cause?: unknown): StoreError {
  return new StoreError(`cannot write ${path}: nothing can be made in ${folder}`, path, {
    cause,
    hint: 'Choose another place with --output or --cache-dir.',
  });
}

/** Tells whether the name is taken by something that is no folder, nor a link to one. */
async function isOther(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined || found.isDirectory()) return false;
  return !(await isFolder(path));
}

/** Tells whether a folder is there, or a link to one. */
async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return false;
    throw error;
  }
}
