import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { explainStoreFailure } from './store-failure.ts';

/**
 * Writes a file whole or not at all: under a hidden name in the same folder, flushed to the disk, then renamed over what
 * is there. Makes the folder. Throws `StoreError`.
 */
export async function writeFileAtomic(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw explainStoreFailure('write', path, error);
  }
}

/** Gives a name in the same folder that no one else uses and that a person sees to be unfinished. */
export function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.part`);
}
