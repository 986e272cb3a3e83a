import { stat, statfs } from 'node:fs/promises';

import { StoreError } from '../../core/errors.ts';
import { formatBytes } from '../../core/format-bytes.ts';
import { guardStore } from '../store-failure.ts';
import { nearestThere } from './check-place.ts';

/** The free space of a file system. */
export interface FreeSpace {
  /** The same for all places on one file system. */
  readonly device: number;
  /** The space available to this user. */
  readonly freeBytes: number;
}

/** Returns how much space is left where a path is or would be; undefined if the file system does not say. */
export async function freeSpaceAt(path: string): Promise<FreeSpace | undefined> {
  const nearest = await nearestThere(path);
  return guardStore('read', nearest, async () => {
    const [{ blocks, bavail, bsize }, { dev }] = await Promise.all([
      statfs(nearest),
      stat(nearest),
    ]);
    // Some network file systems report nothing.
    return blocks > 0 ? { device: dev, freeBytes: bavail * bsize } : undefined;
  });
}

/** Throws `StoreError` with both figures if this many bytes do not fit; never if the file system does not say. */
export async function requireRoom(path: string, neededBytes: number): Promise<void> {
  const space = await freeSpaceAt(path);
  if (space === undefined || space.freeBytes >= neededBytes) return;
  const figures = `${formatBytes(neededBytes)} are needed, and ${formatBytes(space.freeBytes)} are free`;
  throw new StoreError(`the disk is too full for ${path}: ${figures}`, path, {
    hint: 'Free some space, or choose another place with --output and --cache-dir.',
  });
}
