import { digestOfGunzipped } from '../../archive/gzip.ts';
import { bottleFileName } from '../../core/bottle-name.ts';
import { digestOf, type Digest } from '../../core/digest.ts';
import {
  rebuildBrewConfig,
  rebuildBrewManifest,
  type BrewImage,
} from '../../registry/documents/brew-image.ts';
import type { ContentsItem } from './contents-schema.ts';
import type { BundleReader } from './open-bundle.ts';
import { parseKeptIndex, parseKeptManifest } from './registry-files.ts';

/** Returns the digest of the image config that a bottle's manifest names; undefined without a manifest. */
export async function configDigestOf(
  reader: BundleReader,
  { files }: ContentsItem,
): Promise<Digest | undefined> {
  if (files.manifest === null) return undefined;
  return parseKeptManifest(await reader.read(files.manifest), files.manifest).config.digest;
}

/**
 * Makes the image config that a bottle's manifest names, which no bundle holds. Undefined if it cannot be made: see
 * {@link rebuildBrewConfig}. Reads the bottle once.
 */
export async function rebuildImageConfig(
  reader: BundleReader,
  item: ContentsItem,
): Promise<Uint8Array | undefined> {
  const wanted = await configDigestOf(reader, item);
  const { registry, files } = item;
  if (wanted === undefined || registry === null || files.index === null) return undefined;
  const image: ImageToRebuild = {
    index: await reader.read(files.index),
    indexName: files.index,
    manifestDigest: registry.manifestDigest,
    bottle: item,
    open: () => reader.open(files.bottle),
  };
  return rebuildConfigOf(image, wanted);
}

/** Does the same as {@link rebuildImageConfig}, from any source. Throws `InvalidFileError` for a broken index or bottle. */
export async function rebuildConfigOf(
  image: ImageToRebuild,
  wanted: Digest,
): Promise<Uint8Array | undefined> {
  const { index, indexName, manifestDigest, bottle } = image;
  const { entries } = parseKeptIndex(index, indexName);
  const entry = entries.find(({ digest }) => digest === manifestDigest);
  const diffId = await digestOfGunzipped(image.open(), bottleFileName(bottle));
  return rebuildBrewConfig(entry?.platform, diffId, wanted);
}

/** A bottle whose manifest was not kept. */
export interface ImageToRebuild {
  /** The bytes of the index as published. */
  readonly index: Uint8Array;
  /** Names the index in messages. */
  readonly indexName: string;
  readonly manifestDigest: Digest;
  /** The bottle, with its name when it was built. */
  readonly bottle: Pick<ContentsItem, 'formula' | 'pkgVersion' | 'bottleTag' | 'rebuild'> &
    Pick<ContentsItem, 'sha256' | 'sizeBytes'>;
  /** Streams the bottle. */
  open(): AsyncIterable<Uint8Array>;
}

/**
 * Makes the manifest that an index names, and the config that the manifest names, for a bottle that came without them. Undefined
 * if the digest shows that they were made in another way: see {@link rebuildBrewManifest}. Reads the bottle once. Throws
 * `InvalidFileError` for a broken index or bottle.
 */
export async function rebuildImage(image: ImageToRebuild): Promise<BrewImage | undefined> {
  const { indexName, manifestDigest, bottle } = image;
  const index = parseKeptIndex(image.index, indexName);
  const entry = index.entries.find(({ digest }) => digest === manifestDigest);
  if (entry === undefined) return undefined;
  const fileName = bottleFileName(bottle);
  const { sha256, sizeBytes } = bottle;
  const diffId = await digestOfGunzipped(image.open(), fileName);
  return rebuildBrewManifest({
    index,
    entry,
    fileName,
    digest: digestOf(sha256),
    sizeBytes,
    diffId,
  });
}
