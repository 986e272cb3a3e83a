import { stat, statfs } from 'node:fs/promises';

import { StoreError } from '../../core/errors.ts';
import { formatBytes } from '../../core/format-bytes.ts';
import { guardStore } from '../store-failure.ts';
import { nearestThere } from './check-place.ts';

/** What a file system has left. */
export interface FreeSpace {
  /** The same for all places of one file system. */
  readonly device: number;
  /** For this user. */
  readonly freeBytes: number;
}

/** Tells how much space is left where a path is or would be; undefined where the file system does not say. */
export async function freeSpaceAt(path: string): Promise<FreeSpace | undefined> {
  const nearest = await nearestThere(path);
  return guardStore('read', nearest, async () => {
    const [{ blocks, bavail, bsize }, { dev }] = await Promise.all([
      statfs(nearest),
      stat(nearest),
    ]);
    // Some network file systems count nothing.
    return blocks > 0 ? { device: dev, freeBytes: bavail * bsize } : undefined;
  });
}

/** Throws `StoreError` with both figures where so many bytes do not fit; never where the file system does not say. */
export async function requireRoom(path: string, neededBytes: number): Promise<void> {
  const space = await freeSpaceAt(path);
  if (space === undefined || space.freeBytes >= neededBytes) return;
  const figures = `${formatBytes(neededBytes)} are needed, and ${formatBytes(space.freeBytes)} are free`;
  throw new StoreError(`the disk is too full for ${path}: ${figures}`, path, {
    hint: 'Free some space, or choose another place with --output and --cache-dir.',
  });
}
