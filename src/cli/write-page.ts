import { requirePlaceForFile } from '../store/place/check-place.ts';
import type { Arguments } from './arguments/options/arguments.ts';
import { readFilePath } from './arguments/output-path.ts';
import { placeResult } from './place-result.ts';
import type { Session } from './session.ts';

/** Writes a page where `--html` says. Throws `FileExistsError` or `StoreError`. */
export type WritePage = (page: string) => Promise<void>;

/**
 * Reads `--html`, a file or `-` for standard output; undefined where it is not given. A file with another content is replaced only
 * with `--force`. Throws `UsageError`, and what the place says where nothing could be written there.
 */
export async function readPage(args: Arguments, session: Session): Promise<WritePage | undefined> {
  const file = readFilePath(args, session, { name: 'html', what: 'a page', stream: true });
  if (file === undefined) return undefined;
  if (file.text === '-') return (page) => session.print(page);
  const { path } = file;
  await requirePlaceForFile(path);
  return async (page) => {
    await placeResult(Buffer.from(page), path, args.flag('force'));
    await session.printPaths([path]);
  };
}
