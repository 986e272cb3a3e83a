import { lstat, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import { StoreError } from '../../core/errors.ts';
import { codeOf } from '../store-failure.ts';

/**
 * Creates a folder and the missing ones above it, one after the other: Node's own way never returns on file systems that report
 * every new name as missing, as `/proc` does. Throws `StoreError` for one of these, else file system errors unchanged.
 */
export async function makeFolder(path: string): Promise<void> {
  for (let tries = 1; !(await isFolder(path)); tries += 1) {
    const parent = dirname(path);
    // If even the root is missing, as on a drive that does not exist, creating it says why.
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

/** Returns the error for a folder that exists but in which nothing can be created, as in `/proc`. */
export function takesNothing(path: string, folder: string, cause?: unknown): StoreError {
  return new StoreError(`cannot write ${path}: nothing can be made in ${folder}`, path, {
    cause,
    hint: 'Choose another place with --output or --cache-dir.',
  });
}

/** Returns whether the name is taken by something that is neither a folder nor a link to one. */
async function isOther(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined || found.isDirectory()) return false;
  return !(await isFolder(path));
}

/** Returns whether there is a folder, or a link to one. */
async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return false;
    throw error;
  }
}
