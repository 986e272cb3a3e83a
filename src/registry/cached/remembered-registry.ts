import { digestOfBytes } from '../../core/digest.ts';
import { OfflineError } from '../../core/errors.ts';
import { DOCUMENT_BYTES } from '../../json/read-json.ts';
import type { RegistryRoot } from '../address.ts';
import type { RegistryClient } from '../client.ts';
import { parseDocument } from '../documents/document-schema.ts';
import type { BlobStore } from '../../store/blobs/blob-store.ts';
import type { ReferenceRecords } from '../../store/blobs/reference-record.ts';
import { isReadOnly } from '../../store/store-failure.ts';
import type { RegistrySource, ServedDocument } from './registry-source.ts';

/** The name under which a repository's list of references is remembered; no reference can have this name. */
const LIST = '*';
const LIST_BYTES = 64 * 1024 * 1024;

/** The tools that remembering needs. */
export interface MemoryTools {
  readonly client: RegistryClient;
  readonly store: BlobStore;
  readonly records: ReferenceRecords;
  readonly override: RegistryRoot | undefined;
  readonly offline: boolean;
}

/**
 * Creates a source that asks a registry and keeps what it served, so that `--offline` can answer the same questions. Online, the
 * registry is always asked: a reference may have moved.
 */
export function rememberRegistry(tools: MemoryTools): RegistrySource {
  const { client, override, offline } = tools;
  return {
    override,
    placeOf: async (registry, repository) => client.placeOf(registry, repository),
    listReferences: async (registry, repository) => {
      const name = { registry, repository, reference: LIST };
      if (offline) {
        const text = new TextDecoder().decode(await recall(tools, name, LIST_BYTES));
        return text.split('\n').filter((line) => line !== '');
      }
      const references = await client.listTags(registry, repository);
      await keep(tools, name, Buffer.from(references.join('\n')));
      return references;
    },
    readDocument: async (registry, repository, reference) => {
      const name = { registry, repository, reference };
      if (!offline) {
        const served = await client.getManifest(registry, repository, reference);
        await keep(tools, name, served.bytes);
        return served;
      }
      return recallDocument(tools, name);
    },
  };
}

/** A read-only cache remembers nothing new, and serves what it has. */
async function keep(
  { store, records }: MemoryTools,
  name: RecordName,
  bytes: Uint8Array,
): Promise<void> {
  try {
    await records.write(name, await store.putBytes(bytes));
  } catch (error) {
    if (!isReadOnly(error)) throw error;
  }
}

type RecordName = Parameters<ReferenceRecords['read']>[0];

async function recallDocument(tools: MemoryTools, name: RecordName): Promise<ServedDocument> {
  const bytes = await recall(tools, name, DOCUMENT_BYTES);
  const what = `${name.repository}:${name.reference} in the cache`;
  return {
    bytes,
    digest: digestOfBytes(bytes),
    document: parseDocument(bytes, { what, contentType: undefined }),
    peer: undefined,
    rateLimit: undefined,
  };
}

async function recall(
  { store, records }: MemoryTools,
  name: RecordName,
  maxBytes: number,
): Promise<Uint8Array> {
  const digest = await records.read(name);
  const bytes = digest === undefined ? undefined : await store.readBytes(digest, maxBytes);
  if (bytes !== undefined) return bytes;
  const what = name.reference === LIST ? 'the list of versions' : name.reference;
  throw new OfflineError(
    `${what} of ${name.registry.host}/${name.repository} is not in the cache, and --offline contacts no server`,
    { hint: 'Run the same command once without --offline; the cache then has what it needs.' },
  );
}
