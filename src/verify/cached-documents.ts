import type { BottleId } from '../core/bottle-id.ts';
import type { Digest, Hex } from '../core/digest.ts';
import { BrewpullError } from '../core/errors.ts';
import type { BottleReceipt } from '../receipt/receipt.ts';
import { repositoryOf } from '../registry/address.ts';
import { parseDocument } from '../registry/documents/document-schema.ts';
import type { Brewpull } from '../workspace/brewpull.ts';
import { listPlaces } from '../bottle/confirm/candidate-places.ts';
import { locateBottle } from '../bottle/resolve/bottle-origin.ts';
import type { RegistrySource } from '../registry/cached/registry-source.ts';
import type { KeptDocuments } from './registry-facts.ts';

const DOCUMENT_BYTES = 4 * 1024 * 1024;

/** Finds what the cache keeps of what the registry once said about a bottle; nothing is sent. */
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
      const index = await readOrNothing(registry, root.registry, repository, origin.reference);
      if (index !== undefined) indexes.push(index);
    }
    // One that does not name the file is evidence as well, but only where no other does.
    return indexes.find((each) => manifestIn(each, bottle.sha256) !== undefined) ?? indexes[0];
  } catch (error) {
    if (error instanceof BrewpullError) return undefined;
    throw error;
  }
}

async function readOrNothing(
  registry: RegistrySource,
  ...[url, repository, reference]: Parameters<RegistrySource['readDocument']>
): Promise<Uint8Array | undefined> {
  try {
    return (await registry.readDocument(url, repository, reference)).bytes;
  } catch (error) {
    if (error instanceof BrewpullError && error.code !== 'ABORTED') return undefined;
    throw error;
  }
}

function manifestIn(index: Uint8Array | undefined, sha256: Hex): Digest | undefined {
  const document = parseOrNothing(index);
  if (document?.kind !== 'index') return undefined;
  return document.entries.find(
    ({ annotations }) => annotations.get('sh.brew.bottle.digest') === sha256,
  )?.digest;
}

function configIn(manifest: Uint8Array | undefined): Digest | undefined {
  const document = parseOrNothing(manifest);
  return document?.kind === 'manifest' ? document.config.digest : undefined;
}

function parseOrNothing(
  bytes: Uint8Array | undefined,
): ReturnType<typeof parseDocument> | undefined {
  if (bytes === undefined) return undefined;
  try {
    return parseDocument(bytes, { what: 'a document in the cache', contentType: undefined });
  } catch (error) {
    if (error instanceof BrewpullError) return undefined;
    throw error;
  }
}
