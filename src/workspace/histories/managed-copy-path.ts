import { join } from 'node:path';

/** Where a managed copy of a tap is, under the cache. */
export function managedCopyPath(cacheDirectory: string, tap: string): string {
  return join(cacheDirectory, 'taps', `${tap}.git`);
}
