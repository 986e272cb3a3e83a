import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { InvalidFileError } from '../../core/errors.ts';

/** Files that a Mac itself leaves in folders, especially on exFAT media. */
const LITTER = /^(?:\._.*|\.DS_Store|\.Spotlight-V100|\.fseventsd|\.Trashes)$/;

/**
 * Lists the files in a folder and in all folders below it, as paths with `/`, sorted within each folder; skips what a Mac
 * itself leaves there. Throws {@link InvalidFileError} for links, pipes and devices, and file system errors unchanged.
 */
export async function* listFiles(path: string, folder = ''): AsyncIterable<string> {
  const entries = await readdir(join(path, folder), { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (LITTER.test(entry.name)) continue;
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* listFiles(path, name);
    else if (entry.isFile()) yield name;
    else throw new InvalidFileError(`${path}: ${JSON.stringify(name)} is neither file nor folder`);
  }
}
