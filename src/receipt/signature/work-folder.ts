import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { explainStoreFailure } from '../../store/store-failure.ts';

/** A folder that only the owner can enter, for programs that take nothing but files. */
export interface WorkFolder {
  readonly path: string;
  /** Writes a file in it that only the owner can read, and gives its path; `name` is one that this program chose. */
  write(name: string, bytes: Uint8Array | string): Promise<string>;
}

/** Makes a folder, uses it, and removes it with all that is in it. Throws `StoreError` where there is no room for it. */
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
