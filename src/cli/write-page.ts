import { FileExistsError } from '../core/errors.ts';
import { writeFileAtomic } from '../store/place/atomic-write.ts';
import { placeBytes } from '../store/place/place-file.ts';
import type { Session } from './session.ts';

/**
 * Writes a page to the file of `--html` and prints its path; `-` prints the page itself. A file with another content is
 * replaced only with `--force`. Throws `FileExistsError` or `StoreError`.
 */
export async function writePage(
  page: string,
  { file, force }: { readonly file: string; readonly force: boolean },
  session: Session,
): Promise<void> {
  if (file === '-') {
    await session.print(page);
    return;
  }
  const path = session.resolvePath(file);
  try {
    if (force) await writeFileAtomic(path, Buffer.from(page));
    else await placeBytes(Buffer.from(page), path);
  } catch (error) {
    if (!(error instanceof FileExistsError) || force) throw error;
    throw new FileExistsError(`${path} is there already, with another content`, {
      cause: error,
      hint: 'Add --force to replace it, or choose another name.',
    });
  }
  await session.printPaths([path]);
}
