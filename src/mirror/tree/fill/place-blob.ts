import type { BottleDownloads, WantedBlob } from '../../../bottle/obtain/bottle-downloads.ts';
import { hexOf } from '../../../core/digest.ts';
import { SizeMismatchError } from '../../../core/errors.ts';
import type { RegistryClient } from '../../../registry/client.ts';
import type { BlobStore } from '../../../store/blobs/blob-store.ts';
import type { TreeWriter } from './tree-writer.ts';

/** Where blobs come from, and where they go. */
export interface BlobTools {
  readonly tree: TreeWriter;
  /** Downloads into the work folder. */
  readonly downloads: BottleDownloads;
  readonly client: Pick<RegistryClient, 'getBlob'>;
  /** The cache of all other commands. */
  readonly cache: BlobStore;
}

/** A smaller download is over before the next document arrives, and needs no file to resume from. */
export const SMALL_BYTES = 1024 * 1024;

/** A blob that is in its place in the tree. */
export interface PlacedBlob {
  readonly sizeBytes: number;
  /** How many of its bytes this run fetched. */
  readonly fetchedBytes: number;
}

/**
 * Puts a blob into the tree. It may already be there, complete, from an interrupted run, or in the cache of other commands;
 * otherwise it is downloaded. Its digest is checked in every case. Throws what downloading throws.
 */
export async function placeBlob(
  wanted: WantedBlob,
  name: string,
  tools: BlobTools,
): Promise<PlacedBlob> {
  const { tree, downloads, cache } = tools;
  const { digest } = wanted;
  const sizeBytes = tree.sizeOf(name);
  if (sizeBytes !== undefined && (await tree.hasBytes(name, { sha256: hexOf(digest), sizeBytes })))
    return { sizeBytes, fetchedBytes: 0 };
  const cached = await cache.find(digest);
  if (cached !== undefined) {
    await tree.copy(cached.path, name);
    return { sizeBytes: cached.sizeBytes, fetchedBytes: 0 };
  }
  const small = await fetchSmall(wanted, tools);
  if (small !== undefined) {
    await tree.write(name, small);
    return { sizeBytes: small.length, fetchedBytes: small.length };
  }
  const blob = await downloads.obtain(wanted);
  await tree.move(blob.path, name);
  return { sizeBytes: blob.sizeBytes, fetchedBytes: blob.wasCached ? 0 : blob.sizeBytes };
}

/** Fetches a small blob into memory; undefined if it is large or its size is unknown. */
async function fetchSmall(
  { name, digest, sizeBytes, origin }: WantedBlob,
  { client }: BlobTools,
): Promise<Uint8Array | undefined> {
  if (sizeBytes === undefined || sizeBytes >= SMALL_BYTES || origin.kind !== 'registry') {
    return undefined;
  }
  const { registry } = origin.root;
  const bytes = await client.getBlob(registry, origin.repository, { digest, maxBytes: sizeBytes });
  if (bytes.length === sizeBytes) return bytes;
  throw new SizeMismatchError(name, { expectedBytes: sizeBytes, actualBytes: bytes.length });
}
