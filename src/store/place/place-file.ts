import { constants } from 'node:fs';
import { chmod, copyFile, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import { digestOfBytes, type Digest } from '../../core/digest.ts';
import { FileExistsError } from '../../core/errors.ts';
import { writeNewFile } from './atomic-write.ts';
import { claimFileName, isThere } from './final-name.ts';
import { hashFile } from '../read/hash-file.ts';
import { makeFolder } from './make-folder.ts';
import { guardStore } from '../store-failure.ts';
import { temporaryName } from './temporary-name.ts';

/**
 * Puts a file of the cache under its final name as a copy, which shares its blocks if the file system can: never a hard link,
 * because an edit of one would change the other. Returns `same` if those bytes are there already. Never overwrites other bytes,
 * and the name never shows half a file. Throws `FileExistsError` or `StoreError`.
 */
export async function placeFile(from: string, to: string): Promise<'placed' | 'same'> {
  return guardStore('write', to, async () => {
    await makeFolder(dirname(to));
    const isPlaced = !(await isThere(to)) && (await copyThrough(from, to));
    return isPlaced ? 'placed' : requireSame(from, to);
  });
}

/** Puts a small file under its final name, with the same guarantees as {@link placeFile}. */
export async function placeBytes(bytes: Uint8Array, to: string): Promise<'placed' | 'same'> {
  return guardStore('write', to, async () => {
    if (!(await isThere(to)) && (await writeNewFile(to, bytes))) return 'placed';
    const { digest } = await hashFile(to);
    if (digest === digestOfBytes(bytes)) return 'same';
    throw alreadyThere(to, digest, digestOfBytes(bytes));
  });
}

/** Throws `FileExistsError` if {@link placeFile} could not put the bytes of a digest there, because there are others. */
export async function requireFreeOrSame(path: string, wanted: Digest): Promise<void> {
  await guardStore('read', path, async () => {
    if (!(await isThere(path))) return;
    const { digest } = await hashFile(path);
    if (digest !== wanted) throw alreadyThere(path, digest, wanted);
  });
}

/** Copies a file; returns false if another file got the name meanwhile. */
async function copyThrough(from: string, to: string): Promise<boolean> {
  const temporary = temporaryName(to);
  try {
    await copyFile(from, temporary, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
    // A file of a read-only cache is read-only, and so is its copy at first.
    await chmod(temporary, ((await stat(temporary)).mode & 0o777) | 0o200);
    const file = await open(temporary, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    return await claimFileName(temporary, to);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function requireSame(from: string, to: string): Promise<'same'> {
  const [source, target] = await Promise.all([stat(from), stat(to)]);
  if (source.ino === target.ino && source.dev === target.dev && source.ino !== 0) return 'same';
  const [wanted, found] = await Promise.all([hashFile(from), hashFile(to)]);
  if (wanted.digest === found.digest) return 'same';
  throw alreadyThere(to, found.digest, wanted.digest);
}

function alreadyThere(path: string, found: string, wanted: string): FileExistsError {
  return new FileExistsError(
    `${path} is there with other content: it has ${found}, not ${wanted}`,
    {
      hint: 'Move it away, or choose another folder with --output.',
    },
  );
}
