import type { BundleFiles } from '../file/bundle-files.ts';
import type { EventSink } from '../../core/events.ts';
import type { Finding } from '../../core/finding.ts';
import { findNamedBundle, readBundle, type BundleReader } from '../file/open-bundle.ts';
import { verifyFiles } from './verify-bundle.ts';
import { InvalidFileError, UsageError } from '../../core/errors.ts';
import { withoutPath } from '../../store/store-failure.ts';
import { checkBundleRecords } from './check-bundle-records.ts';

/**
 * Opens a bundle after checking every file in it as `brewpull verify` does, for callers that pass it on. What the reader returns
 * is what was checked: see {@link BundleFiles}. Reads everything once; the caller closes the reader. Throws
 * {@link InvalidFileError} with the first thing that is wrong, and {@link UsageError} if it cannot be read.
 */
export async function openSoundBundle(path: string, onEvent: EventSink): Promise<BundleReader> {
  const files = await findFiles(path, onEvent);
  try {
    requireNone(path, await verifyFiles(files, path));
  } catch (error) {
    await files.close();
    throw error;
  }
  const reader = await readBundle(path, files);
  try {
    requireNone(path, await checkBundleRecords(reader));
    return reader;
  } catch (error) {
    await reader.close();
    throw error;
  }
}

/**
 * Does the same as {@link openSoundBundle}, for callers that pass on bottles. Throws {@link UsageError} for a bundle without any.
 */
export async function openSoundBottles(path: string, onEvent: EventSink): Promise<BundleReader> {
  const reader = await openSoundBundle(path, onEvent);
  if (reader.contents.targets.some(({ items }) => items.length > 0)) return reader;
  await reader.close();
  throw new UsageError(`${path} has no bottles, only Homebrew itself, which no registry hands on`, {
    hint: 'Copy it to the Mac, unpack it there and run ./install.sh.',
  });
}

function requireNone(path: string, [first, ...others]: readonly Finding[]): void {
  if (first === undefined) return;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  throw notSound(path, `${first.message}${more}`);
}

function notSound(path: string, why: string, cause?: unknown): InvalidFileError {
  return new InvalidFileError(`${path} is not sound: ${withoutPath(path, why)}`, {
    cause,
    hint: `Copy it again, or make it again with brewpull bundle; brewpull verify ${path} lists everything.`,
  });
}

async function findFiles(path: string, onEvent: EventSink): Promise<BundleFiles> {
  try {
    return await findNamedBundle(path, true, onEvent);
  } catch (error) {
    if (error instanceof InvalidFileError) throw notSound(path, error.message, error);
    throw error;
  }
}
