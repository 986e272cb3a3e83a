import { throwIfAborted } from '../../core/abort.ts';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { TarEntry } from '../../archive/pack-tar.ts';
import { writeTar } from '../../archive/write-tar.ts';
import { FileExistsError } from '../../core/errors.ts';
import { listArchiveFiles, type ImageContent } from '../archive/image-archive.ts';
import { makeFolder } from '../../store/place/make-folder.ts';
import { claimFolderName } from '../../store/place/final-name.ts';
import { placeBytes, placeFile } from '../../store/place/place-file.ts';
import { explainStoreFailure } from '../../store/store-failure.ts';
import { temporaryName } from '../../store/place/temporary-name.ts';

/** Where to write an image, and in which form. */
export interface ImageOutput {
  readonly path: string;
  readonly format: 'archive' | 'oci-dir';
  readonly signal: AbortSignal;
}

/** The result of writing an image. */
export interface WrittenImage {
  readonly path: string;
  readonly status: 'written' | 'unchanged';
  /** The sha256 of the archive; undefined for a folder. */
  readonly sha256: string | undefined;
  readonly sizeBytes: number;
}

/** Writes an image; it gets its final name once it is complete. Throws {@link FileExistsError} or `StoreError`. */
export async function writeImage(image: ImageContent, output: ImageOutput): Promise<WrittenImage> {
  const { path, format, signal } = output;
  const files = listArchiveFiles(image);
  try {
    await makeFolder(dirname(path));
    if (format === 'archive') {
      const { sha256, sizeBytes, status } = await writeTar(path, files, { signal });
      return { path, status, sha256, sizeBytes };
    }
    await writeLayout(files, path, signal);
    const sizeBytes = files.reduce((sum, each) => sum + each.sizeBytes, 0);
    return { path, status: 'written', sha256: undefined, sizeBytes };
  } catch (error) {
    throw explainStoreFailure('write', path, error);
  }
}

async function writeLayout(
  files: readonly TarEntry[],
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await mkdir(temporary);
    for (const { name, content } of files) {
      throwIfAborted(signal);
      const to = join(temporary, name);
      if (content instanceof Uint8Array) await placeBytes(content, to);
      else if ('file' in content) await placeFile(content.file, to);
    }
    if (await claimFolderName(temporary, path)) return;
    throw new FileExistsError(`${path} already exists`, {
      hint: 'Move it away, or choose another name with --output.',
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
