import { link, lstat, open, rename, rm, stat } from 'node:fs/promises';

import { FileExistsError } from '../../core/errors.ts';
import { codeOf } from '../store-failure.ts';
import { temporaryName } from './temporary-name.ts';

/**
 * Gives a finished file its final name, unless something already has that name: then it returns false, and changes nothing. Of
 * several runs, one gets the name. The temporary name must be in the same folder. Throws file system errors unchanged.
 */
export async function claimFileName(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path); // Fails if the name is taken; a rename would not.
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    return claimWithoutLinks(temporary, path);
  }
  await rm(temporary, { force: true });
  return true;
}

/** Claims a name on exFAT and FAT, which have no hard links: an empty file holds it until the rename right after. */
async function claimWithoutLinks(temporary: string, path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx')).close();
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    await rename(temporary, path);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return true;
}

/**
 * Replaces a file with a finished one, in one step. Only a file or a link to one is replaced. Throws {@link FileExistsError}
 * for a folder, a device or a pipe, and file system errors unchanged.
 */
export async function replaceFile(temporary: string, path: string): Promise<void> {
  await requireFile(path);
  await rename(temporary, path);
}

/** Throws {@link FileExistsError} if a name is taken by something that is not a file: a folder, a device, a pipe. */
export async function requireFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  });
  if (found === undefined || found.isFile()) return;
  const kind = found.isDirectory() ? 'a folder' : 'not a file';
  throw new FileExistsError(`${path} exists and is ${kind}`, {
    hint: 'Choose another name.',
  });
}

const TAKEN = new Set(['ENOTEMPTY', 'EEXIST', 'ENOTDIR']);
const MOST_TRIES = 1000;

/**
 * Gives a finished folder its final name, unless something already has that name: then it returns false. An empty folder with
 * that name is replaced, because it holds nothing. Throws file system errors unchanged.
 */
export async function claimFolderName(temporary: string, path: string): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      await rename(temporary, path); // Fails if there is a file, a link, or a folder with something in it.
      return true;
    } catch (error) {
      if (!TAKEN.has(codeOf(error) ?? '')) throw error;
      if (await isThere(path)) return false;
      // Another run has just moved it away.
      if (tries === MOST_TRIES) throw error;
    }
  }
}

/** Returns whether anything has a name, including a link that leads nowhere. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/**
 * Replaces a folder with a finished one and removes the old one; of several runs the last one wins, completely. `mayGo` is
 * called for the old folder once no other run has a name for it, and throws if it must stay. If anything fails, the old folder
 * gets its name back.
 */
export async function replaceFolder(
  temporary: string,
  path: string,
  mayGo: (folder: string) => Promise<void>,
): Promise<void> {
  const aside: string[] = [];
  try {
    while (!(await claimFolderName(temporary, path))) {
      const other = temporaryName(path);
      if (!(await setAside(path, other))) continue; // Another run has just done it.
      aside.push(other);
      await mayGo(other);
    }
  } catch (error) {
    for (const other of aside.toReversed()) await giveBack(other, path);
    throw error;
  }
  for (const other of aside) await rm(other, { recursive: true, force: true });
}

/** Moves whatever has a name to another name; returns false if there is nothing. */
export async function setAside(path: string, to: string): Promise<boolean> {
  try {
    await rename(path, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

async function giveBack(aside: string, path: string): Promise<void> {
  if (await claimFolderName(aside, path)) return;
  throw new FileExistsError(
    `${path} was made by another run meanwhile; what was there before is now ${aside}`,
    { hint: 'Compare the two, and keep the one you want.' },
  );
}
