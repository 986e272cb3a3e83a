import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { explainStoreFailure } from '../../store/store-failure.ts';

/** A folder that only its owner can enter, for programs that only take files. */
export interface WorkFolder {
  readonly path: string;
  /** Writes a file that only its owner can read, and returns its path. `name` must come from our own code. */
  write(name: string, bytes: Uint8Array | string): Promise<string>;
}

/** Makes a folder, uses it, and removes it with everything in it. Throws `StoreError` when it cannot be made. */
export async function withWorkFolder<Result>(
  use: (folder: WorkFolder) => Promise<Result>,
): Promise<Result> {
  const path = await mkdtemp(join(tmpdir(), 'brewpull-')).catch((error: unknown) => {
    throw explainStoreFailure('write', tmpdir(), error);
  });
  try {
    return await use({
      path,
      write: async (name, bytes) => {
        const file = join(path, name);
        await writeFile(file, bytes, { mode: 0o600, flag: 'wx' }).catch((error: unknown) => {
          throw explainStoreFailure('write', file, error);
        });
        return file;
      },
    });
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}
