import { digestOf, type Digest } from '../../core/digest.ts';
import { BrewpullError } from '../../core/errors.ts';
import type { BlobStore } from '../../store/blobs/blob-store.ts';
import type { CheckedBottles } from './check-bottles.ts';

/** How much there is to download. */
export interface DownloadSize {
  /** How many different files. */
  readonly count: number;
  /** How many are in the cache. */
  readonly cachedCount: number;
  /** How many have an unknown size. */
  readonly unknownCount: number;
  /** The size of all files whose size is known. */
  readonly totalBytes: number;
  /** The size of those that are not in the cache, less what earlier runs kept of them. */
  readonly missingBytes: number;
}

/** A file to have in the cache. */
export interface SizedBlob {
  readonly digest: Digest;
  readonly sizeBytes: number | undefined;
}

/** Called before files are downloaded, with those whose size is known by then. If it throws, the work ends. */
export type BeforeDownload = (blobs: readonly SizedBlob[]) => Promise<void>;

/** Lists what to download of checked bottles, except for those that failed. */
export function listSizes(checked: CheckedBottles): readonly SizedBlob[] {
  return [...checked.values()].flatMap((each) =>
    each instanceof BrewpullError
      ? []
      : [{ digest: digestOf(each.found.sha256), sizeBytes: each.sizeBytes }],
  );
}

/** Adds up what there is to download; a file that is wanted twice counts once. */
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
