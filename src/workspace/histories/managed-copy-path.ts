import { join } from 'node:path';

/** Returns the path of the managed copy of a tap in the cache. */
export function managedCopyPath(cacheDirectory: string, tap: string): string {
  return join(cacheDirectory, 'taps', `${tap}.git`);
}
