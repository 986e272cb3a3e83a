import { opendir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { codeOf, explainStoreFailure } from './store-failure.ts';

/** One part of the cache. */
export interface CachePart {
  /** Its folder under the cache, e.g. `blobs`. */
  readonly name: string;
  readonly path: string;
  readonly files: number;
  readonly sizeBytes: number;
}

/** What cleaning removed. */
export interface CleanedCache {
  readonly files: number;
  readonly sizeBytes: number;
}

const PARTS = ['blobs', 'partial', 'references', 'taps', 'atlas'];

/** Lists the parts of a cache with their sizes; parts that are not there have none. Reads every folder once. */
export async function listCache(directory: string): Promise<readonly CachePart[]> {
  return Promise.all(
    PARTS.map(async (name) => {
      const path = join(directory, name);
      let files = 0;
      let sizeBytes = 0;
      for await (const file of listFiles(path)) {
        files += 1;
        sizeBytes += file.sizeBytes;
      }
      return { name, path, files, sizeBytes };
    }),
  );
}

/** Adds up the sizes of all files under a folder; one that is not there has none. */
export async function measureFolder(path: string): Promise<number> {
  let sizeBytes = 0;
  for await (const file of listFiles(path)) sizeBytes += file.sizeBytes;
  return sizeBytes;
}

/**
 * Removes downloads that were last used before a time (milliseconds since 1970), whole and partial ones; histories stay.
 * Throws `StoreError`.
 */
export async function cleanCache(directory: string, usedBeforeMs: number): Promise<CleanedCache> {
  let files = 0;
  let sizeBytes = 0;
  for (const part of ['blobs', 'partial', 'references']) {
    for await (const file of listFiles(join(directory, part))) {
      if (file.usedMs >= usedBeforeMs) continue;
      try {
        await rm(file.path, { force: true });
      } catch (error) {
        throw explainStoreFailure('remove', file.path, error);
      }
      files += 1;
      sizeBytes += file.sizeBytes;
    }
  }
  return { files, sizeBytes };
}

interface FoundFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly usedMs: number;
}

async function* listFiles(directory: string): AsyncGenerator<FoundFile, void, undefined> {
  try {
    for await (const entry of await opendir(directory)) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) yield* listFiles(path);
      else if (entry.isFile()) {
        const { size, mtimeMs } = await stat(path);
        yield { path, sizeBytes: size, usedMs: mtimeMs };
      }
    }
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw explainStoreFailure('read', directory, error);
  }
}
