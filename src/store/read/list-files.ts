import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { InvalidFileError } from '../../core/errors.ts';

/** What a Mac itself leaves in folders, on exFAT media above all. */
const LITTER = /^(?:\._.*|\.DS_Store|\.Spotlight-V100|\.fseventsd|\.Trashes)$/;

/**
 * Lists the files in a folder and in all folders in it, as paths with `/`, sorted in each folder; what a Mac itself leaves there
 * is passed over. Throws {@link InvalidFileError} for links, pipes and devices, and what the file system says.
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
