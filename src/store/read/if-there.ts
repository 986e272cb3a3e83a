import { readFile, readdir } from 'node:fs/promises';

import { codeOf } from '../store-failure.ts';

/** Reads a small text of brewpull's own; undefined where there is none. Throws what the file system says. */
export function readTextIfThere(path: string): Promise<string | undefined> {
  return ifThere(readFile(path, 'utf8'));
}

/** Lists the names in a folder, without what a Mac leaves in every one; none where there is no folder. Throws what the file system says. */
export async function namesIfThere(folder: string): Promise<readonly string[]> {
  const names = (await ifThere(readdir(folder))) ?? [];
  return names.filter((name) => name !== '.DS_Store');
}

async function ifThere<Found>(reading: Promise<Found>): Promise<Found | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
