import { open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

import { claimFileName, replaceFile } from './final-name.ts';
import { makeFolder } from './make-folder.ts';
import { explainStoreFailure } from '../store-failure.ts';
import { temporaryName } from './temporary-name.ts';

/**
 * Writes a file whole or not at all: under a hidden name in the same folder, flushed to disk, then renamed over an existing
 * file. Creates the folder. Throws `StoreError`, and `FileExistsError` if the name is taken by something other than a file.
 */
export async function writeFileAtomic(path: string, content: Uint8Array | string): Promise<void> {
  await writeThrough(path, { bytes: content }, (temporary) => replaceFile(temporary, path));
}

/** Works like {@link writeFileAtomic}, but never replaces: returns false if something has that name, however late. */
export async function writeNewFile(path: string, content: Uint8Array | string): Promise<boolean> {
  return writeThrough(path, { bytes: content }, (temporary) => claimFileName(temporary, path));
}

/** Works like {@link writeFileAtomic}, for files that only the owner may read. */
export async function writePrivateFile(path: string, content: Uint8Array | string): Promise<void> {
  await writeThrough(path, { bytes: content, mode: 0o600 }, (temporary) =>
    replaceFile(temporary, path),
  );
}

async function writeThrough<Result>(
  path: string,
  { bytes, mode }: { readonly bytes: Uint8Array | string; readonly mode?: number },
  finish: (temporary: string) => Promise<Result>,
): Promise<Result> {
  const temporary = temporaryName(path);
  try {
    await makeFolder(dirname(path));
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    return await finish(temporary);
  } catch (error) {
    throw explainStoreFailure('write', path, error);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
