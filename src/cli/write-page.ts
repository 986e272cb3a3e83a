import { placeResult } from './place-result.ts';
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
  await placeResult(Buffer.from(page), path, force);
  await session.printPaths([path]);
}
