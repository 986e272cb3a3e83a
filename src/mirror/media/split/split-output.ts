import { lstat, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

import { FileExistsError, UsageError } from '../../../core/errors.ts';
import { nearestThere } from '../../../store/place/check-place.ts';
import { namesIfThere } from '../../../store/read/if-there.ts';
import { listFiles } from '../../../store/read/list-files.ts';
import { guardStore } from '../../../store/store-failure.ts';
import { WORK_FOLDER } from '../../tree/file/tree-layout.ts';
import {
  MEDIUM_FILE,
  MEDIUM_README,
  MEDIUM_SUMS,
  dataPath,
  mediumNumber,
} from '../format/media-layout.ts';
import { isHex } from '../../../core/digest.ts';

const OWN = new Set([MEDIUM_FILE, MEDIUM_README, MEDIUM_SUMS]);
/** A file that a killed run was writing. */
const DRAFT = /(?:^|\/)\.[^/]+\.[0-9a-f]{8}\.part$/;
/** The mutex that makes runs take turns. */
export const SPLIT_LOCK = 'split.lock';

/**
 * Checks that media may be made in a folder: it must be empty, or hold only media that brewpull made, finished or not. Throws a
 * {@link FileExistsError} that names anything else, and {@link UsageError} for a place inside the mirror.
 */
export async function requireSplitOutput(output: string, directory: string): Promise<void> {
  await requireOutside(output, directory);
  await guardStore('read', output, async () => {
    for (const name of await namesIfThere(output)) {
      const path = join(output, name);
      if (name === WORK_FOLDER) await requireOwnWork(path);
      else if (mediumNumber(name) === undefined) throw foreign(output, name);
      else await requireOwnMedium(path, true);
    }
  });
}

async function requireOwnWork(work: string): Promise<void> {
  for (const name of await namesIfThere(work)) {
    if (name.startsWith(SPLIT_LOCK) || DRAFT.test(name)) continue;
    if (mediumNumber(name) === undefined) throw foreign(work, name);
    await requireOwnMedium(join(work, name), false);
  }
}

async function requireOwnMedium(path: string, isWhole: boolean): Promise<void> {
  if (!(await lstat(path)).isDirectory()) throw foreign(path, '');
  const names: string[] = [];
  for await (const name of listFiles(path)) {
    if (!isOwn(name)) throw foreign(path, name);
    names.push(name);
  }
  const [first] = names;
  if (isWhole && first !== undefined && !names.includes(MEDIUM_FILE)) throw foreign(path, first);
}

function isOwn(name: string): boolean {
  if (OWN.has(name) || DRAFT.test(name)) return true;
  const hex = name.slice(-64);
  return isHex(hex) && dataPath(hex) === name;
}

async function requireOutside(output: string, directory: string): Promise<void> {
  const mirror = await realpath(directory);
  const place = await realpath(await nearestThere(output));
  if (place !== mirror && !place.startsWith(mirror + sep)) return;
  throw new UsageError(`${output} is inside the mirror ${directory}`, {
    hint: 'Choose a place outside of it with --output.',
  });
}

function foreign(folder: string, name: string): FileExistsError {
  return new FileExistsError(
    `${name === '' ? folder : join(folder, name)} exists, but brewpull did not make it for media`,
    { hint: 'Move it away, or choose another place with --output.' },
  );
}
