import { stat } from 'node:fs/promises';

import { FileExistsError, InvalidFileError } from '../../core/errors.ts';
import { writeFileAtomic, writeNewFile } from './atomic-write.ts';
import { requireFile } from './final-name.ts';
import { readRegularFile } from '../read/read-regular-file.ts';
import { codeOf, explainStoreFailure } from '../store-failure.ts';

/** How files of one kind are recognized. */
export interface FileKind {
  /** With its article, e.g. `a receipt`. */
  readonly name: string;
  /** No file of this kind is larger. */
  readonly maxBytes: number;
  /** Throws {@link InvalidFileError} for the bytes of anything else. */
  parse(bytes: Uint8Array): unknown;
}

/** Writes a file over an older one of its kind or an empty one, and over nothing else. Throws like {@link requireReplaceable}. */
export async function writeOwnFile(path: string, text: string, kind: FileKind): Promise<void> {
  if (await writeNewFile(path, text)) return;
  await requireReplaceable(path, kind);
  await writeFileAtomic(path, text);
}

/** Throws {@link FileExistsError} if a name is taken by something of another kind, or `StoreError`. */
export async function requireReplaceable(path: string, kind: FileKind): Promise<void> {
  const refuse = (cause?: unknown): FileExistsError =>
    new FileExistsError(`${path} exists and is not ${kind.name}`, {
      cause,
      hint: 'Move it away, or choose another name.',
    });
  try {
    await requireFile(path);
    const { size } = await stat(path);
    if (size > kind.maxBytes) throw refuse();
    if (size > 0) kind.parse(await readRegularFile(path, kind.maxBytes));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error instanceof InvalidFileError
      ? refuse(error)
      : explainStoreFailure('read', path, error);
  }
}
