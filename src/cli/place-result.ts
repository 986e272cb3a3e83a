import { FileExistsError } from '../core/errors.ts';
import { writeFileAtomic } from '../store/place/atomic-write.ts';
import { placeBytes } from '../store/place/place-file.ts';

/**
 * Writes a result completely or not at all. A file with different content is replaced only with `--force`. Throws
 * {@link FileExistsError} or `StoreError`.
 */
export async function placeResult(bytes: Uint8Array, path: string, force: boolean): Promise<void> {
  try {
    if (force) await writeFileAtomic(path, bytes);
    else await placeBytes(bytes, path);
  } catch (error) {
    if (!(error instanceof FileExistsError) || force) throw error;
    throw new FileExistsError(`${path} already exists with other content`, {
      cause: error,
      hint: 'Add --force to replace it, or choose another name.',
    });
  }
}
