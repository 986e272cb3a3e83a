import { lstat, open, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { FileExistsError } from '../../core/errors.ts';
import { codeOf, explainStoreFailure } from '../store-failure.ts';
import { requireFile } from './final-name.ts';
import { takesNothing } from './make-folder.ts';
import { temporaryName } from './temporary-name.ts';

/**
 * Checks whether a file can get a name, before any work is done for it: nothing but a file may have the name, and its folder,
 * or the one in which that would be created, must accept a file for a moment. Throws {@link FileExistsError} or `StoreError`.
 */
export async function requirePlaceForFile(path: string): Promise<void> {
  await look(path);
  try {
    await requireFile(path);
  } catch (error) {
    throw explainStoreFailure('write', path, error);
  }
  await requireWritable(path, dirname(path));
}

/** Works like {@link requirePlaceForFile} for a folder. Throws {@link FileExistsError} if a file has its name. */
export async function requirePlaceForFolder(path: string): Promise<void> {
  const found = await look(path);
  if (found !== undefined && !found.isFolder) {
    throw new FileExistsError(`${path} exists and is not a folder`, {
      hint: 'Choose another place with --output.',
    });
  }
  await requireWritable(path, path);
}

/** Returns whether there is a folder with nothing in it. */
export async function isEmptyFolder(path: string): Promise<boolean> {
  return (await countFiles(path)) === 0;
}

/** Returns whether there is a folder with something in it. */
export async function isUsedFolder(path: string): Promise<boolean> {
  return ((await countFiles(path)) ?? 0) > 0;
}

/** Counts what is in a folder; undefined if there is no folder. */
async function countFiles(path: string): Promise<number | undefined> {
  try {
    return (await readdir(path)).length;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Tries to create a file: permissions say too little, because a file system may be read-only, or accept no files at all. */
async function requireWritable(path: string, folder: string): Promise<void> {
  const nearest = await nearestThere(folder);
  const found = await look(nearest);
  if (found?.isFolder === false) {
    const cause = Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
    throw explainStoreFailure('write', path, cause);
  }
  const probe = temporaryName(join(nearest, basename(path)));
  try {
    await (await open(probe, 'wx')).close();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw takesNothing(path, nearest, error);
    throw explainStoreFailure('write', path, error);
  }
  await rm(probe, { force: true });
}

/** Returns a path, or the first one above it that exists, whatever it is. */
export async function nearestThere(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    if ((await look(at)) !== undefined || dirname(at) === at) return at;
  }
}

/** Finds what has a name, if anything. Throws {@link FileExistsError} for a link that leads nowhere: the name is taken. */
async function look(path: string): Promise<{ readonly isFolder: boolean } | undefined> {
  try {
    return { isFolder: (await stat(path)).isDirectory() };
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR') {
      throw explainStoreFailure('write', path, error);
    }
  }
  const link = await lstat(path).catch(() => undefined);
  if (link === undefined) return undefined;
  // Another run has made it in between.
  if (!link.isSymbolicLink()) return { isFolder: link.isDirectory() };
  throw new FileExistsError(`${path} is a link to something that is not there`, {
    hint: 'Remove the link, or choose another place with --output.',
  });
}
