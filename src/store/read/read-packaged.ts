import { readFile } from 'node:fs/promises';

import { codeOf } from '../store-failure.ts';

/**
 * Reads a file that comes with the program. In the sources it is beside the module that asks, `from`; in the package it is
 * beside the entry, or one folder above a chunk.
 */
export async function readPackaged(name: string, from: string): Promise<Uint8Array> {
  for (const place of [`./${name}`, `../${name}`]) {
    try {
      return await readFile(new URL(place, from));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }
  throw new Error(`Internal error: ${name} is not in the package`);
}
