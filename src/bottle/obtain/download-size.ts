import { digestOf, type Digest } from '../../core/digest.ts';
import { BrewpullError } from '../../core/errors.ts';
import type { BlobStore } from '../../store/blobs/blob-store.ts';
import type { CheckedBottles } from './check-bottles.ts';

/** How much is to be downloaded. */
export interface DownloadSize {
  /** How many different files. */
  readonly count: number;
  /** How many of them are in the cache. */
  readonly cachedCount: number;
  /** Of how many nothing announces the size. */
  readonly unknownCount: number;
  /** Of all whose size is known. */
  readonly totalBytes: number;
  /** Of those that are not in the cache, without what earlier runs kept of them. */
  readonly missingBytes: number;
}

/** A file that is to be in the cache. */
export interface SizedBlob {
  readonly digest: Digest;
  readonly sizeBytes: number | undefined;
}

/** Is asked before files are downloaded, with all whose size is known by then. What it throws ends the work. */
export type BeforeDownload = (blobs: readonly SizedBlob[]) => Promise<void>;

/** Lists what is to be downloaded of checked bottles; one that failed is not. */
export function listSizes(checked: CheckedBottles): readonly SizedBlob[] {
  return [...checked.values()].flatMap((each) =>
    each instanceof BrewpullError
      ? []
      : [{ digest: digestOf(each.found.sha256), sizeBytes: each.sizeBytes }],
  );
}

/** Adds up what is to be downloaded; a file that is wanted twice counts once. */
export async function measureDownload(
  blobs: Iterable<SizedBlob>,
  store: BlobStore,
): Promise<DownloadSize> {
  const sizes = new Map([...blobs].map(({ digest, sizeBytes }) => [digest, sizeBytes]));
  let [cachedCount, unknownCount, totalBytes, missingBytes] = [0, 0, 0, 0];
  for (const [digest, sizeBytes] of sizes) {
    const isCached = await store.has(digest);
    if (isCached) cachedCount += 1;
    if (sizeBytes === undefined) unknownCount += 1;
    else totalBytes += sizeBytes;
    if (isCached || sizeBytes === undefined) continue;
    missingBytes += Math.max(0, sizeBytes - (await store.keptBytes(digest)));
  }
  return { count: sizes.size, cachedCount, unknownCount, totalBytes, missingBytes };
}
