import { lstat, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { StoreError } from '../../../core/errors.ts';
import { requireRoom } from '../../../store/place/free-space.ts';
import { temporaryName } from '../../../store/place/temporary-name.ts';
import { listFiles } from '../../../store/read/list-files.ts';
import { codeOf } from '../../../store/store-failure.ts';
import type { JoinState } from './join-state.ts';

/** Throws `StoreError` with both sizes if what is still missing of the mirror does not fit. */
export async function requireRoomForMirror(output: string, totalBytes: number): Promise<void> {
  await requireRoom(output, Math.max(0, totalBytes - (await bytesAt(output))));
}

/** Throws {@link StoreError} on FAT, exFAT and other file systems that do not allow colons, which names in a mirror have. */
export async function requireColons(state: JoinState, output: string): Promise<void> {
  const probe = temporaryName(join(state.folder, 'sha256:0'));
  try {
    await (await open(probe, 'wx')).close();
  } catch (error) {
    if (codeOf(error) !== 'EINVAL') throw error;
    await state.end();
    throw new StoreError(
      `${output} cannot hold a mirror: its file system does not allow colons in names`,
      output,
      {
        cause: error,
        hint: 'Use --output to choose a place on a Linux or Mac disk; FAT and exFAT only carry media.',
      },
    );
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

/** Counts the bytes used on disk, which for an unfinished file is less than its size. Another run may be working there. */
async function bytesAt(output: string): Promise<number> {
  let bytes = 0;
  try {
    for await (const name of listFiles(output)) {
      const { size, blocks } = await lstat(join(output, name));
      bytes += Math.min(size, blocks * 512);
    }
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  return bytes;
}
