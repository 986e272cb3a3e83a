import { readdir } from 'node:fs/promises';

import { FileExistsError } from '../../../core/errors.ts';
import { requirePlaceForFolder } from '../../../store/place/check-place.ts';
import { codeOf, guardStore } from '../../../store/store-failure.ts';
import { MIRROR_FILE, WORK_FOLDER } from '../file/tree-layout.ts';

/**
 * Throws `FileExistsError` where a mirror cannot be made: a file, or a folder with other things in it; and what the place says where
 * nothing could be written there.
 */
export async function requireMirrorPlace(directory: string): Promise<void> {
  const names = await guardStore('read', directory, async () => {
    try {
      return await readdir(directory);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  });
  const isOwn = names?.some((name) => name === MIRROR_FILE || name.startsWith(WORK_FOLDER));
  if (names === undefined || names.length === 0) return requirePlaceForFolder(directory);
  if (isOwn !== true) {
    throw new FileExistsError(`${directory} is there, and it is no mirror`, {
      hint: 'Name a folder that brewpull mirror made, an empty one, or a new one.',
    });
  }
}
