import { findBundleFiles, type BundleFiles } from '../../bundle/bundle-files.ts';
import { readBundle, type BundleReader } from '../../bundle/open-bundle.ts';
import { checkBundle, toFinding, type BundleFinding } from '../../bundle/verify-bundle.ts';
import { InvalidFileError, UsageError } from '../../core/errors.ts';

/**
 * Opens a bundle after every file of it was checked, for those who hand it on: what the reader gives is what was checked, or an
 * error. Reads everything once; the caller closes the reader. Throws {@link InvalidFileError} with the first thing that is
 * wrong, {@link UsageError} when there is no such file.
 */
export async function openSoundBundle(path: string): Promise<BundleReader> {
  const files = await findFiles(path);
  try {
    const [first, ...others] = await checkBundle(files, path);
    if (first !== undefined) throw unsound(path, first, others.length);
  } catch (error) {
    await files.close();
    throw error;
  }
  return readBundle(files, path);
}

async function findFiles(path: string): Promise<BundleFiles> {
  try {
    return await findBundleFiles(path, true);
  } catch (error) {
    if (error instanceof InvalidFileError) throw unsound(path, toFinding(error, path), 0);
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new UsageError(`${path} cannot be read: ${error.message}`, {
      cause: error,
      hint: 'Name a folder or tar that brewpull bundle made.',
    });
  }
}

function unsound(path: string, first: BundleFinding, others: number): InvalidFileError {
  const more = others === 0 ? '' : ` (and ${others} more)`;
  return new InvalidFileError(`${path} is not sound: ${first.message}${more}`, {
    hint: `Copy it again, or make it again with brewpull bundle; brewpull verify ${path} lists everything.`,
  });
}
