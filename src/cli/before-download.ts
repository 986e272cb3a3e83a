import { AbortedError } from '../core/errors.ts';
import { formatBytes } from '../core/format-bytes.ts';
import {
  measureDownload,
  type BeforeDownload,
  type DownloadSize,
} from '../bottle/obtain/download-size.ts';
import type { BlobStore } from '../store/blobs/blob-store.ts';
import { freeSpaceAt, requireRoom } from '../store/place/free-space.ts';
import type { Arguments } from './arguments/options/arguments.ts';
import { askYesOrNo } from './ask.ts';
import { formatCount } from './render/count.ts';
import type { Session } from './session.ts';

/** Above this size the user is asked first. */
const LARGE_BYTES = 1_000_000_000;

/** What is to be downloaded, and where it goes. */
export interface AnnouncedDownload {
  readonly store: BlobStore;
  /** The singular and plural for its files, e.g. `bottle` and `bottles`. */
  readonly noun: readonly [string, string];
  /** What else is fetched, whose size is not known yet, e.g. `Homebrew itself`. */
  readonly besides?: string | undefined;
  /** The file or folder that is made from it; `isWhole` if it gets a copy of every byte, cached or not. */
  readonly output: { readonly path: string; readonly isWhole: boolean } | undefined;
  /** Whether the line is shown for any size, or else only above 1 GB. */
  readonly isAlwaysSaid: boolean;
}

/**
 * Takes the last step before a download: reports how many files and how many bytes, refuses what does not fit on the disk, and on
 * a terminal asks for confirmation above 1 GB. Throws `StoreError`, and {@link AbortedError} if the answer is not yes.
 */
export function announceDownload(
  args: Arguments,
  session: Session,
  download: AnnouncedDownload,
): BeforeDownload {
  return async (blobs) => {
    const size = await measureDownload(blobs, download.store);
    const isLarge = size.missingBytes > LARGE_BYTES;
    if (download.isAlwaysSaid || isLarge) session.note(describeDownload(size, download));
    await requireRoomFor(size, download);
    const { stdinIsTTY, stderr } = session.terminal;
    if (!isLarge || args.flag('yes') || !stdinIsTTY || !stderr.isTTY) return;
    const question = `Download ${formatBytes(size.missingBytes)}? [y/N] `;
    if (await askYesOrNo(question, session)) return;
    throw new AbortedError({
      message: 'not confirmed: nothing was downloaded, and nothing was made',
      hint: 'Answer y, or add --yes to skip the question.',
    });
  };
}

/** E.g. `17 bottles, 61.2 MB, 12 of them in the cache`. */
function describeDownload(
  size: DownloadSize,
  { noun, besides }: Pick<AnnouncedDownload, 'noun' | 'besides'>,
): string {
  const { count, cachedCount, unknownCount, totalBytes } = size;
  const parts = [formatCount(count, ...noun)];
  if (unknownCount < count) parts.push(formatBytes(totalBytes));
  if (unknownCount > 0) parts.push(`the size of ${unknownCount} is not known`);
  if (cachedCount > 0) {
    parts.push(cachedCount < count ? `${cachedCount} of them in the cache` : 'in the cache');
  }
  return besides === undefined ? parts.join(', ') : `${parts.join(', ')}; and ${besides}`;
}

/** Requires only what is certainly needed: blocks that a copy shares with the cache take no room. */
async function requireRoomFor(
  { totalBytes, missingBytes }: DownloadSize,
  { store, output }: AnnouncedDownload,
): Promise<void> {
  if (output === undefined) return requireRoom(store.directory, missingBytes);
  const outputBytes = output.isWhole ? totalBytes : missingBytes;
  const [cache, place] = await Promise.all([
    freeSpaceAt(store.directory),
    freeSpaceAt(output.path),
  ]);
  if (cache === undefined || place === undefined || cache.device !== place.device) {
    await requireRoom(store.directory, missingBytes);
    return requireRoom(output.path, outputBytes);
  }
  return requireRoom(output.path, output.isWhole ? missingBytes + totalBytes : missingBytes);
}
