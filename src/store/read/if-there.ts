import { readFile, readdir } from 'node:fs/promises';

import { codeOf } from '../store-failure.ts';

/** Reads one of brewpull's own small text files; undefined if there is none. Throws file system errors unchanged. */
export function readTextIfThere(path: string): Promise<string | undefined> {
  return ifThere(readFile(path, 'utf8'));
}

/** Lists the names in a folder, except for what a Mac leaves in each; none if there is no folder. Throws file system errors. */
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
