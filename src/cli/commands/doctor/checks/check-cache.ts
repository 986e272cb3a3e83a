import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

import { listCache } from '../../../../store/blobs/cache-usage.ts';
import { takesNothing } from '../../../../store/place/make-folder.ts';
import { codeOf, explainStoreFailure } from '../../../../store/store-failure.ts';
import { formatBytes } from '../../../render/bytes.ts';
import { failureOf, type Finding } from '../check.ts';

/** Less than the bottles of a bundle often take. */
const LITTLE_BYTES = 1_000_000_000;

/** Checks the folder that keeps downloads, without writing into it. */
export async function checkCache(directory: string): Promise<Finding> {
  const place = await findPlace(directory);
  const isThere = place === directory;
  const facts = { directory, exists: isThere };
  try {
    await access(place, constants.W_OK | constants.X_OK);
  } catch (error) {
    const failure = failureOf(explainStoreFailure('write', directory, error));
    return { ...failure, code: 'CACHE_READ_ONLY', facts: { ...facts, writable: false } };
  }
  if (!(await stat(place)).isDirectory()) {
    const error = Object.assign(new Error('no folder'), { code: isThere ? 'EEXIST' : 'ENOTDIR' });
    const failure = failureOf(explainStoreFailure('write', directory, error));
    return { ...failure, code: 'CACHE_NO_FOLDER', facts };
  }
  const { bavail, blocks, bsize } = await statfs(place);
  if (!isThere && blocks === 0) {
    // This is so in /proc, whose permissions promise more than it can do.
    const failure = failureOf(takesNothing(directory, place));
    return { ...failure, code: 'CACHE_READ_ONLY', facts: { ...facts, writable: false } };
  }
  const freeBytes = bavail * bsize;
  const sizeBytes = (await listCache(directory)).reduce((sum, part) => sum + part.sizeBytes, 0);
  const known = { ...facts, writable: true, sizeBytes, freeBytes };
  const holds = isThere ? `holds ${formatBytes(sizeBytes)}` : 'will be made';
  const text = `${directory} ${holds}, ${formatBytes(freeBytes)} free`;
  if (freeBytes >= LITTLE_BYTES) return { status: 'ok', code: 'CACHE', facts: known, text };
  return {
    status: 'warning',
    code: 'CACHE_LITTLE_SPACE',
    facts: known,
    text,
    hint: 'Free some space with brewpull cache clean, or choose another place with --cache-dir.',
  };
}

/** Finds the nearest folder that exists: the cache is made below it when it is first needed. */
async function findPlace(directory: string): Promise<string> {
  for (let place = directory; ; place = dirname(place)) {
    try {
      await stat(place);
      return place;
    } catch (error) {
      const isMissing = codeOf(error) === 'ENOENT';
      if (!isMissing || dirname(place) === place) return place;
    }
  }
}
