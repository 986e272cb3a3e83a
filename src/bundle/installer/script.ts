import { readFile } from 'node:fs/promises';

/** Beside this module in the sources; in the package beside the entry, or one folder above a chunk. */
const PLACES = ['./install.sh', '../install.sh'];

/** Reads the installer that goes into every bundle. */
export async function readInstaller(): Promise<Uint8Array> {
  for (const place of PLACES) {
    try {
      return await readFile(new URL(place, import.meta.url));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  throw new Error('Internal error: install.sh is not in the package');
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
