import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

import { codeOf } from '../store-failure.ts';

/** Makes a folder and those above it, where they are missing. Throws what the file system says. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    // Of a file system that is read-only Node says only that the folder is not there.
    if (codeOf(error) === 'ENOENT') await makeFirstMissing(path);
    throw error;
  }
}

async function makeFirstMissing(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const parent = dirname(path);
    if (codeOf(error) !== 'ENOENT' || parent === path) throw error;
    await makeFirstMissing(parent);
  }
}
