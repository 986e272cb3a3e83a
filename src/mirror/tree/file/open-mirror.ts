import { join } from 'node:path';

import type { FileRange } from '../../../archive/gzip.ts';
import { InvalidFileError } from '../../../core/errors.ts';
import { openRegularFile, readStreamOf } from '../../../store/read/open-regular-file.ts';
import { readRegularFile } from '../../../store/read/read-regular-file.ts';
import { codeOf, explainStoreFailure } from '../../../store/store-failure.ts';
import { parseMirrorContents, type MirrorContents } from './mirror-schema.ts';
import { MIRROR_FILE } from './tree-layout.ts';

/** For a mirror of 10,000 bottles it has about 10 MB. */
const LARGEST_CONTENTS = 500 * 1024 * 1024;
const LARGEST_READ = 64 * 1024 * 1024;

/** A mirror on disk: its contents and its files. */
export interface MirrorReader {
  /** The absolute path. */
  readonly path: string;
  readonly contents: MirrorContents;
  /** Streams a file of the tree, or a range of it (`end` exclusive), as it is on disk, unchecked. Links are refused. */
  open(name: string, range?: FileRange): AsyncIterable<Uint8Array>;
  /** Reads a whole file of at most 64 MiB. Throws `StoreError`, and {@link InvalidFileError} if there is none. */
  read(name: string): Promise<Uint8Array>;
}

/** Reads the contents of the mirror in a folder; undefined if the folder is not a mirror or its first run has not ended. */
export async function readMirrorContents(path: string): Promise<MirrorContents | undefined> {
  const file = join(path, MIRROR_FILE);
  try {
    return parseMirrorContents(await readRegularFile(file, LARGEST_CONTENTS), path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error instanceof InvalidFileError ? error : explainStoreFailure('read', file, error);
  }
}

/** Opens a mirror that `brewpull mirror` made. Throws {@link InvalidFileError} if it is not one. */
export async function openMirror(path: string): Promise<MirrorReader> {
  const contents = await readMirrorContents(path);
  if (contents === undefined) {
    throw new InvalidFileError(`${path} has no ${MIRROR_FILE}`, {
      hint: 'A mirror is a folder that brewpull mirror made; to finish an interrupted run, run it again.',
    });
  }
  return {
    path,
    contents,
    open: (name, range) => openFile(join(path, name), range),
    read: (name) => readFileOf(path, name),
  };
}

async function readFileOf(path: string, name: string): Promise<Uint8Array> {
  const file = join(path, name);
  try {
    return await readRegularFile(file, LARGEST_READ);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new InvalidFileError(`${path} has no ${name}`);
    throw explainStoreFailure('read', file, error);
  }
}

async function* openFile(path: string, range: FileRange | undefined): AsyncGenerator<Uint8Array> {
  if (range !== undefined && range.start >= range.end) return;
  try {
    // A mirror may come from elsewhere: a link could lead to any file, and a pipe never ends.
    const file = await openRegularFile(path, { mayBeLink: false });
    try {
      yield* readStreamOf(file, range);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ELOOP') throw new InvalidFileError(`${path} is a link, not a file`);
    throw explainStoreFailure('read', path, error);
  }
}
