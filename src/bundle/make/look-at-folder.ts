import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { FileExistsError, InvalidFileError } from '../../core/errors.ts';
import { readRegularFile } from '../../store/read/read-regular-file.ts';
import { codeOf } from '../../store/store-failure.ts';
import type { BundleFile } from '../plan/assemble.ts';
import { findBundleFiles } from '../file/bundle-files.ts';
import { isBesideSums } from '../file/layout.ts';
import { parseSums } from '../file/sums-file.ts';
import { verifyBundle } from '../verify/verify-bundle.ts';

/** The largest `SHA256SUMS` that is compared. */
const SUMS_BYTES = 64 * 1024 * 1024;

/** Says what is where a folder should go: nothing (or an empty folder), this very bundle, another one, or something else. */
export async function lookAtFolder(
  path: string,
  sums: BundleFile,
): Promise<'nothing' | 'same' | 'bundle' | 'other'> {
  return steadily(path, async () => {
    try {
      if ((await readdir(path)).length === 0) return 'nothing';
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return 'nothing';
      if (codeOf(error) === 'ENOTDIR') return 'other';
      throw error;
    }
    try {
      await stat(join(path, 'bundle.json'));
      const found = await readRegularFile(join(path, 'SHA256SUMS'), SUMS_BYTES);
      if (typeof sums.source === 'string' || !found.equals(sums.source)) return 'bundle';
      return (await verifyBundle(path)).length === 0 ? 'same' : 'bundle';
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return 'other';
      throw error;
    }
  });
}

/** Throws {@link FileExistsError} for a folder that holds more than a bundle: the rest must not be removed with it. */
export async function requireOnlyBundle(folder: string): Promise<void> {
  const foreign = await steadily(folder, () => findForeign(folder));
  if (foreign === undefined) return;
  throw new FileExistsError(`${folder} holds more than a bundle: ${foreign}`, {
    hint: 'Move that away, or choose another name with --output.',
  });
}

async function findForeign(folder: string): Promise<string | undefined> {
  try {
    if ((await readdir(folder)).length === 0) return undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined; // Another run has just set it aside.
    throw error;
  }
  try {
    const { sums } = parseSums(await readRegularFile(join(folder, 'SHA256SUMS'), SUMS_BYTES));
    const { sizes } = await findBundleFiles(folder, false);
    return [...sizes.keys()].find((name) => !isBesideSums(name) && !sums.has(name));
  } catch (error) {
    if (error instanceof InvalidFileError) return error.message;
    if (codeOf(error) === 'ENOENT') return 'it has no SHA256SUMS to compare with';
    throw error;
  }
}

/**
 * Looks at a folder, and again if another run replaced it meanwhile: half a look at one folder and half at the next would be an
 * answer about neither.
 */
async function steadily<Result>(path: string, look: () => Promise<Result>): Promise<Result> {
  for (;;) {
    const before = await identityOf(path);
    const outcome = await look().then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error;
      },
    );
    if ((await identityOf(path)) === before) return outcome();
  }
}

async function identityOf(path: string): Promise<string | undefined> {
  const found = await lstat(path, { bigint: true }).catch(() => undefined);
  // An inode number that was freed may be another folder's at once; its birth time is not.
  return found && `${found.dev}:${found.ino}:${found.birthtimeNs}`;
}
