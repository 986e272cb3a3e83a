import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { FileExistsError } from '../../../core/errors.ts';
import { requirePlaceForFolder } from '../../../store/place/check-place.ts';
import { listFiles } from '../../../store/read/list-files.ts';
import { codeOf, guardStore } from '../../../store/store-failure.ts';
import { MIRROR_FILE, WORK_FOLDER } from '../file/tree-layout.ts';
import { requireNoLink } from './tree-writer.ts';

/**
 * Checks that a mirror can be made in a place. Throws `FileExistsError` for a file or a folder with other things in it, and the
 * error of the file system if nothing could be written there.
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
    throw new FileExistsError(`${directory} exists, but is not a mirror`, {
      hint: 'Name a folder that brewpull mirror made, an empty one, or a new one.',
    });
  }
}

/**
 * Checks what an unfinished run left, before any of it is used. Call it when no other run works there. Throws `InvalidFileError`
 * and `StoreError` for links in it, through which files elsewhere would be written, and `FileExistsError` for a join of media,
 * whose files no mirror describes yet.
 */
export async function requireOwnWork(directory: string): Promise<void> {
  const folder = join(directory, WORK_FOLDER);
  if (!(await requireNoLink(folder))) return;
  await guardStore('read', folder, async () => {
    const isJoining = (await readdir(folder)).includes('join');
    if (isJoining && !(await readdir(directory)).includes(MIRROR_FILE)) {
      throw new FileExistsError(`${directory} is being joined from media`, {
        hint: 'Join all its media first, or name another folder.',
      });
    }
    for await (const _name of listFiles(folder));
  });
}
