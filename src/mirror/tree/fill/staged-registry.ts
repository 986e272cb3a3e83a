import { digestOfBytes, isDigest, type Digest } from '../../../core/digest.ts';
import { DOCUMENT_BYTES } from '../../../json/read-json.ts';
import { publishedRepository, type RegistryRoot } from '../../../registry/address.ts';
import type { RegistrySource, ServedDocument } from '../../../registry/cached/registry-source.ts';
import type { RegistryClient } from '../../../registry/client.ts';
import { parseDocument } from '../../../registry/documents/document-schema.ts';
import { parseKept } from '../../../registry/documents/served-json.ts';
import { readRegularFile } from '../../../store/read/read-regular-file.ts';
import { codeOf } from '../../../store/store-failure.ts';
import { treeManifestPath } from '../file/tree-layout.ts';
import type { Journal } from './journal.ts';
import type { TreeWriter } from './tree-writer.ts';

/** What is needed to ask a registry and to keep its documents. */
export interface StagingTools {
  readonly client: RegistryClient;
  readonly override: RegistryRoot | undefined;
  readonly tree: TreeWriter;
  readonly journal: Journal;
}

/**
 * Makes a registry that is asked for each document only once in a run, even if the run is continued. What a digest names is read
 * from the tree, and what is fetched is written there under its digest before it is used.
 */
export function stageRegistry(tools: StagingTools): RegistrySource {
  const { client, override, tree, journal } = tools;
  const asked = new Map<string, Promise<ServedDocument>>();
  const fetch = async (
    registry: URL,
    repository: string,
    reference: string,
  ): Promise<ServedDocument> => {
    const published = publishedRepository({ registry, repository }, override);
    const known = isDigest(reference) ? reference : journal.digestOf(published, reference);
    const kept = known === undefined ? undefined : await readKept(tree, published, known);
    if (kept !== undefined) return kept;
    const served = await client.getManifest(registry, repository, reference);
    await tree.write(treeManifestPath(published, served.digest), served.bytes);
    journal.noteDocument(published, reference, served.digest);
    return served;
  };
  return {
    override,
    placeOf: async (registry, repository) => client.placeOf(registry, repository),
    listReferences: (registry, repository) => client.listTags(registry, repository),
    readDocument: (registry, repository, reference) => {
      const name = `${registry.href} ${repository} ${reference}`;
      const earlier = asked.get(name);
      if (earlier !== undefined) return earlier;
      const served = fetch(registry, repository, reference);
      asked.set(name, served);
      // Several targets ask for the same document at about the same time; later the tree has it.
      const forget = (): void => void asked.delete(name);
      served.then(forget, forget);
      return served;
    },
  };
}

/** Reads a document from the tree; undefined if it is missing or damaged. */
async function readKept(
  tree: TreeWriter,
  repository: string,
  digest: Digest,
): Promise<ServedDocument | undefined> {
  const path = tree.pathOf(treeManifestPath(repository, digest));
  try {
    const bytes = await readRegularFile(path, DOCUMENT_BYTES);
    if (digestOfBytes(bytes) !== digest) return undefined;
    const document = parseKept(() => parseDocument(bytes, { what: path, contentType: undefined }));
    return { bytes, digest, document, peer: undefined, rateLimit: undefined };
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}
