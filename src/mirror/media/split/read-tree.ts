import { lstat } from 'node:fs/promises';
import { join } from 'node:path';

import { throwIfAborted } from '../../../core/abort.ts';
import { hexOf, type Hex } from '../../../core/digest.ts';
import { InvalidFileError } from '../../../core/errors.ts';
import { giveWay } from '../../../core/give-way.ts';
import { isThere } from '../../../store/place/final-name.ts';
import { hashFile } from '../../../store/read/hash-file.ts';
import { listFiles } from '../../../store/read/list-files.ts';
import { guardStore } from '../../../store/store-failure.ts';
import { openMirror } from '../../tree/file/open-mirror.ts';
import { SUMS_FILE, WORK_FOLDER } from '../../tree/file/tree-layout.ts';
import type { TreeFile } from '../format/tree-file.ts';
import { treePathFault } from '../../tree/file/tree-path.ts';
import { readTreeSums, type TreeSums } from '../../tree/file/tree-sums.ts';

/**
 * Lists the files of a whole mirror with their sums from `SHA256SUMS`; files without one are hashed, the others are not read.
 * Throws `InvalidFileError` if the folder is not a mirror, if its run has not ended, or if a file is missing or has a name that
 * not every file system accepts.
 */
export async function readMirrorTree(
  directory: string,
  signal?: AbortSignal,
): Promise<readonly TreeFile[]> {
  if (await isThere(join(directory, WORK_FOLDER))) {
    throw new InvalidFileError(`${directory} is not finished: a run on it has not completed`, {
      hint: 'Run the same brewpull mirror again, which completes it.',
    });
  }
  await openMirror(directory);
  return guardStore('read', directory, async () => {
    const sums = await readSums(directory);
    const files: TreeFile[] = [];
    for await (const path of listFiles(directory)) {
      await giveWay(signal);
      throwIfAborted(signal);
      requirePath(path, directory);
      files.push(await describe(directory, path, sums.get(path)));
    }
    const there = new Set(files.map(({ path }) => path));
    const missing = [...sums.keys()].find((path) => !there.has(path));
    if (missing === undefined) return files;
    throw new InvalidFileError(`${directory} has no ${missing}, which its ${SUMS_FILE} names`, {
      hint: 'Run the same brewpull mirror again, which fetches what is missing.',
    });
  });
}

async function describe(
  directory: string,
  path: string,
  known: Hex | undefined,
): Promise<TreeFile> {
  const file = join(directory, path);
  if (known !== undefined) return { path, sizeBytes: (await lstat(file)).size, sha256: known };
  const { digest, sizeBytes } = await hashFile(file);
  return { path, sizeBytes, sha256: hexOf(digest) };
}

async function readSums(directory: string): Promise<TreeSums> {
  const sums = await readTreeSums(directory);
  if (sums !== undefined) return sums;
  throw new InvalidFileError(`${directory} has no ${SUMS_FILE}`, {
    hint: 'Run the same brewpull mirror again, which writes it.',
  });
}

function requirePath(path: string, directory: string): void {
  const fault = treePathFault(path);
  if (fault === undefined) return;
  throw new InvalidFileError(
    `${JSON.stringify(path)} in ${directory} cannot be put on media: it ${fault}`,
    {
      hint: 'Move it out of the mirror if it is not part of it.',
    },
  );
}
