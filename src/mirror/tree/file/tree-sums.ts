import { join } from 'node:path';

import { parseSumLines } from '../../../bundle/file/sums-file.ts';
import type { Hex } from '../../../core/digest.ts';
import { readRegularFile } from '../../../store/read/read-regular-file.ts';
import { codeOf, explainStoreFailure } from '../../../store/store-failure.ts';
import { SUMS_FILE } from './tree-layout.ts';

/** That of a mirror of 10,000 bottles has about 10 MB. */
const LARGEST = 512 * 1024 * 1024;

/** Tells whether a path is one that a mirror may have: below it, and without a name that file servers hide. */
export function isTreePath(path: string): boolean {
  return (
    path.length <= 1000 && path.split('/').every((part) => /^[\w@+,~:-][\w@+.,~:-]*$/.test(part))
  );
}

/** Reads the sums of a mirror's files by path; undefined where there are none. Throws `InvalidFileError`, `StoreError`. */
export async function readTreeSums(
  directory: string,
): Promise<ReadonlyMap<string, Hex> | undefined> {
  const path = join(directory, SUMS_FILE);
  try {
    return parseSumLines(await readRegularFile(path, LARGEST), isTreePath);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw explainStoreFailure('read', path, error);
  }
}

/** Writes sums as `sha256sum -c` takes them, by path. */
export function* formatTreeSums(sums: ReadonlyMap<string, Hex>): Generator<string> {
  for (const path of [...sums.keys()].toSorted()) yield `${sums.get(path) ?? ''}  ${path}\n`;
}
