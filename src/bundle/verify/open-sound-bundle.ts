import type { BundleFiles } from '../file/bundle-files.ts';
import type { EventSink } from '../../core/events.ts';
import type { Finding } from '../../core/finding.ts';
import { findNamedBundle, readBundle, type BundleReader } from '../file/open-bundle.ts';
import { verifyFiles } from './verify-bundle.ts';
import { InvalidFileError, UsageError } from '../../core/errors.ts';
import { withoutPath } from '../../store/store-failure.ts';
import { checkBundleRecords } from './check-bundle-records.ts';

/**
 * Opens a bundle after every file of it was checked as `brewpull verify` does, for those who hand it on. What the reader
 * gives is what was checked: see {@link BundleFiles}. Reads everything once; the caller closes the reader. Throws
 * {@link InvalidFileError} with the first thing that is wrong, {@link UsageError} when it cannot be read.
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

/** As {@link openSoundBundle}, for those who hand on bottles. Throws {@link UsageError} for a bundle that has none. */
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
