import { openBundle, type BundleReader } from '../../bundle/open-bundle.ts';
import { verifyBundle, type BundleFinding } from '../../bundle/verify-bundle.ts';
import { InvalidFileError, UsageError } from '../../core/errors.ts';

/**
 * Opens a bundle after every file of it was checked, for those who hand it on. Reads everything once; the caller closes the
 * reader. Throws {@link InvalidFileError} with the first thing that is wrong, {@link UsageError} when there is no such file.
 */
export async function openSoundBundle(path: string): Promise<BundleReader> {
  const [first, ...others] = await findFaults(path);
  if (first === undefined) return openBundle(path);
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  throw new InvalidFileError(`${path} is not sound: ${first.message}${more}`, {
    hint: `Copy it again, or make it again with brewpull bundle; brewpull verify ${path} lists everything.`,
  });
}

async function findFaults(path: string): Promise<readonly BundleFinding[]> {
  try {
    return await verifyBundle(path);
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new UsageError(`${path} cannot be read: ${error.message}`, {
      cause: error,
      hint: 'Name a folder or tar that brewpull bundle made.',
    });
  }
}
