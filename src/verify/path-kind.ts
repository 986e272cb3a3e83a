import { readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';

import { TAR_ROOT } from '../bundle/file/layout.ts';
import { UsageError } from '../core/errors.ts';
import { MIRROR_FILE } from '../mirror/tree/file/tree-layout.ts';
import { unlikeFile } from '../store/read/open-regular-file.ts';
import { readHead } from '../store/read/read-head.ts';
import type { Verification } from './verification.ts';
import { readFailure, readHint } from '../store/store-failure.ts';

const BLOCK_BYTES = 512;
const NAME_ONE = 'Name a bottle, a bundle, a mirror, or an image archive.';

/** Finds out from its content what a path holds. Throws {@link UsageError} for anything brewpull does not write. */
export async function findKind(path: string): Promise<Verification['kind']> {
  const fail = (error: unknown): never => {
    throw unreadable(path, error);
  };
  const found = await stat(path).catch(fail);
  if (found.isDirectory()) {
    const names = await readdir(path).catch(fail);
    if (names.includes('bundle.json')) return 'bundle';
    if (names.includes(MIRROR_FILE)) return 'mirror';
    if (names.includes('oci-layout')) return 'image';
    throw unknown(path, 'a folder that is not a bundle, mirror or image layout');
  }
  const what = unlikeFile(found);
  if (what !== undefined) throw unknown(path, what);
  const head = await readHead(path, BLOCK_BYTES).catch(fail);
  if (head[0] === 0x1f && head[1] === 0x8b) return 'bottle';
  if (head.toString('latin1', 257, 262) !== 'ustar') {
    // The first bytes may be damaged; the name then says what it should be.
    if (basename(path).includes('.bottle.')) return 'bottle';
    throw unknown(path, 'neither a tar nor gzip');
  }
  return head.toString('latin1', 0, 100).startsWith(`${TAR_ROOT}/`) ? 'bundle' : 'image';
}

function unreadable(path: string, error: unknown): UsageError {
  return new UsageError(`cannot verify ${path}: ${readFailure(path, error)}`, {
    cause: error,
    hint: readHint(error) ?? NAME_ONE,
  });
}

function unknown(path: string, what: string): UsageError {
  return new UsageError(`cannot verify ${path}: it is ${what}`, {
    hint: NAME_ONE,
  });
}
