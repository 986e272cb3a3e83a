import type { BottleId } from '../core/bottle-id.ts';
import { DOCUMENT_BYTES } from '../json/read-json.ts';
import type { Digest, Hex } from '../core/digest.ts';
import { unlessAborted } from '../core/unless-aborted.ts';
import type { BottleReceipt } from '../receipt/receipt.ts';
import { repositoryOf } from '../registry/address.ts';
import type { Brewpull } from '../workspace/brewpull.ts';
import { listPlaces } from '../bottle/confirm/candidate-places.ts';
import { locateBottle } from '../bottle/resolve/bottle-origin.ts';
import { readKept, type KeptDocuments } from './registry-facts.ts';

/** Finds what the cache still has of what the registry once said about a bottle. Sends nothing. */
export async function cachedDocuments(
  brewpull: Brewpull,
  bottle: BottleId,
  receipt: BottleReceipt | undefined,
): Promise<KeptDocuments> {
  const read = async (digest: Digest | undefined): Promise<Uint8Array | undefined> =>
    digest === undefined ? undefined : brewpull.store.readBytes(digest, DOCUMENT_BYTES);
  const recordedIndex = receipt?.index?.digest;
  const index =
    receipt === undefined ? await rememberedIndex(brewpull, bottle) : await read(recordedIndex);
  const manifest = await read(receipt?.manifest?.digest ?? manifestIn(index, bottle.sha256));
  const config = await read(configIn(manifest));
  return { index, recordedIndex, manifest, config };
}

async function rememberedIndex(
  brewpull: Brewpull,
  bottle: BottleId,
): Promise<Uint8Array | undefined> {
  const registry = brewpull.registry();
  const { override } = registry;
  try {
    const origin = locateBottle({ tap: bottle.tap, rootUrl: undefined, bottle, override });
    if (origin.kind !== 'registry') return undefined;
    const indexes: Uint8Array[] = [];
    for (const { root } of listPlaces(origin)) {
      const repository = repositoryOf(root, bottle.formula);
      const reading = registry.readDocument(root.registry, repository, origin.reference);
      const index = await reading.catch(unlessAborted);
      if (index !== undefined) indexes.push(index.bytes);
    }
    // An index that does not name the file is evidence too, but only if no other index names it.
    return indexes.find((each) => manifestIn(each, bottle.sha256) !== undefined) ?? indexes[0];
  } catch (error) {
    return unlessAborted(error);
  }
}

function manifestIn(index: Uint8Array | undefined, sha256: Hex): Digest | undefined {
  const document = index && readKept(index);
  if (document?.kind !== 'index') return undefined;
  return document.entries.find(
    ({ annotations }) => annotations.get('sh.brew.bottle.digest') === sha256,
  )?.digest;
}

function configIn(manifest: Uint8Array | undefined): Digest | undefined {
  const document = manifest && readKept(manifest);
  return document?.kind === 'manifest' ? document.config.digest : undefined;
}
