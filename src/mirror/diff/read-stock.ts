import { readdir, stat } from 'node:fs/promises';

import { openBundle } from '../../bundle/file/open-bundle.ts';
import { InvalidFileError, UsageError } from '../../core/errors.ts';
import { unreachable } from '../../core/unreachable.ts';
import type { Lock } from '../../lock/file/lock.ts';
import { parseLock } from '../../lock/file/lock-schema.ts';
import { cannotRead } from '../../store/read/named-path.ts';
import { readHead } from '../../store/read/read-head.ts';
import { readRegularFile } from '../../store/read/read-regular-file.ts';
import { openMirror } from '../tree/file/open-mirror.ts';
import { MIRROR_FILE } from '../tree/file/tree-layout.ts';
import type { Stock } from './stock.ts';
import { stockOfBundle, stockOfLock, stockOfMirror } from './to-stock.ts';

/** Locks are read whole; one of all of homebrew-core needs less than half of this. */
const LARGEST_LOCK = 512 * 1024 * 1024;
const BLOCK_BYTES = 512;

/**
 * Reads what a bundle (a folder, a tar or the first part of one), a lock or a mirror says about itself. No bottle is read or
 * checked. Throws `InvalidFileError` for one that cannot be understood, and {@link UsageError} for anything else and for what
 * cannot be read.
 */
export async function readStock(path: string): Promise<Stock> {
  const kind = await findStockKind(path);
  switch (kind) {
    case 'mirror':
      return stockOfMirror(path, (await openMirror(path)).contents);
    case 'lock':
      return stockOfLock(path, await readStockLock(path));
    case 'bundle': {
      const reader = await openBundle(path);
      await reader.close();
      return stockOfBundle(path, reader.contents);
    }
    default:
      return unreachable(kind);
  }
}

/**
 * Finds out from its content whether a path is a bundle, a lock or a mirror. Throws {@link UsageError} for anything else and for
 * what cannot be read.
 */
export async function findStockKind(path: string): Promise<Stock['kind']> {
  try {
    if ((await stat(path)).isDirectory()) {
      const names = await readdir(path);
      if (names.includes(MIRROR_FILE)) return 'mirror';
      if (names.includes('bundle.json')) return 'bundle';
      throw unknown(path);
    }
    const head = (await readHead(path, BLOCK_BYTES)).toString('latin1');
    if (head.slice(257, 262) === 'ustar') return 'bundle';
    if (/^\s*\{/.test(head)) return 'lock';
  } catch (error) {
    throw error instanceof UsageError ? error : cannotRead(path, error);
  }
  throw unknown(path);
}

/** Reads a lock that the user named. Throws `InvalidFileError`, and {@link UsageError} for one that cannot be read. */
export async function readStockLock(path: string): Promise<Lock> {
  try {
    return parseLock(await readRegularFile(path, LARGEST_LOCK), path);
  } catch (error) {
    throw error instanceof InvalidFileError ? error : cannotRead(path, error);
  }
}

function unknown(path: string): UsageError {
  return new UsageError(`${path} is neither a bundle, nor a lock, nor a mirror`, {
    hint: 'Name a folder or tar that brewpull bundle made, a lock such as brewpull.lock.json, or a mirror.',
  });
}
