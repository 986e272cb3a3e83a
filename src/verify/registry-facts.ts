import { BrewpullError } from '../core/errors.ts';
import { digestOfBytes, type Digest } from '../core/digest.ts';
import type { EvidenceFacts } from './evidence/evidence-facts.ts';
import { parseDocument } from '../registry/documents/document-schema.ts';
import { parseImageConfig } from '../registry/documents/image-config-schema.ts';

/** What a registry served about a bottle, byte for byte; undefined for documents that were not kept. */
export interface KeptDocuments {
  readonly index: Uint8Array | undefined;
  /** The digest that was recorded when the index arrived. */
  readonly recordedIndex: Digest | undefined;
  readonly manifest: Uint8Array | undefined;
  readonly config: Uint8Array | undefined;
}

/** Turns what a registry served into facts for the evidence. A document that cannot be read counts as not at hand. */
export function registryFacts(
  kept: KeptDocuments,
): Pick<EvidenceFacts, 'index' | 'manifest' | 'config'> {
  const { index, recordedIndex, manifest, config } = kept;
  return {
    index: index && indexFacts(index, recordedIndex),
    manifest: manifest && manifestFacts(manifest),
    config: config && configFacts(config),
  };
}

function indexFacts(bytes: Uint8Array, recorded: Digest | undefined): EvidenceFacts['index'] {
  const document = readKept(bytes);
  if (document?.kind !== 'index') return undefined;
  const manifests = document.entries.map(({ digest, annotations }) => ({
    digest,
    bottleSha256: annotations.get('sh.brew.bottle.digest'),
    refName: annotations.get('org.opencontainers.image.ref.name'),
  }));
  return { digest: digestOfBytes(bytes), recorded, manifests };
}

function manifestFacts(bytes: Uint8Array): EvidenceFacts['manifest'] {
  const document = readKept(bytes);
  if (document?.kind !== 'manifest') return undefined;
  const { config, layers } = document;
  return { digest: digestOfBytes(bytes), config: config.digest, layers };
}

function configFacts(bytes: Uint8Array): EvidenceFacts['config'] {
  const config = orNothing(() => parseImageConfig(bytes, 'the config'));
  return config && { digest: digestOfBytes(bytes), diffIds: config.diffIds ?? [] };
}

/** Reads an index or manifest; undefined if it cannot be read. */
export function readKept(bytes: Uint8Array): ReturnType<typeof parseDocument> | undefined {
  return orNothing(() => parseDocument(bytes, { what: 'the document', contentType: undefined }));
}

function orNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof BrewpullError) return undefined;
    throw error;
  }
}
