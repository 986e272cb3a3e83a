import { FileExistsError } from '../core/errors.ts';
import { TOOL } from '../core/tool.ts';
import { isThere } from '../store/place/final-name.ts';
import { openRegularFile } from '../store/read/open-regular-file.ts';
import { guardStore } from '../store/store-failure.ts';
import { requirePlaceForFile } from '../store/place/check-place.ts';
import type { Arguments } from './arguments/options/arguments.ts';
import { readFilePath } from './arguments/output-path.ts';
import { placeResult } from './place-result.ts';
import { pageBeginning } from '../core/page/page.ts';
import type { Session } from './session.ts';

/** Writes a page to the place that `--html` names. Throws `FileExistsError` or `StoreError`. */
export type WritePage = (page: string) => Promise<void>;

/**
 * Reads `--html`, a file or `-` for standard output; undefined if it is not given. A file with different content is replaced only
 * with `--force`. Throws `UsageError`, and `FileExistsError` or `StoreError` if nothing could be written there.
 */
export async function readPage(args: Arguments, session: Session): Promise<WritePage | undefined> {
  const file = readFilePath(args, session, { name: 'html', what: 'a page', stream: true });
  if (file === undefined) return undefined;
  if (file.text === '-') return (page) => session.print(page);
  const { path } = file;
  await requirePlaceForFile(path);
  if (!args.flag('force')) await requirePage(path);
  return async (page) => {
    await placeResult(Buffer.from(page), path, args.flag('force'));
    await session.printPaths([path]);
  };
}

/** Throws `FileExistsError` if the file exists and is not a page of brewpull, because the new page could not be the same. */
async function requirePage(path: string): Promise<void> {
  const wanted = pageBeginning();
  const begins = await guardStore('read', path, async () => {
    if (!(await isThere(path))) return wanted;
    const file = await openRegularFile(path);
    try {
      const bytes = Buffer.alloc(Buffer.byteLength(wanted));
      await file.read(bytes, 0, bytes.length, 0);
      return bytes.toString();
    } finally {
      await file.close();
    }
  });
  if (begins !== wanted) {
    throw new FileExistsError(`${path} already exists, and is not a page of ${TOOL.name}`, {
      hint: 'Add --force to replace it, or choose another name.',
    });
  }
}
