import { isDigest, type Digest } from '../../core/digest.ts';
import { DigestMismatchError, NotFoundError, RegistryResponseError } from '../../core/errors.ts';
import type { ManifestHead } from '../client.ts';
import { parseDocument } from '../documents/document-schema.ts';
import type { RegistrySource, ServedDocument } from './registry-source.ts';
import { DOCUMENT_BYTES } from '../../json/read-json.ts';
import { rememberRegistry, type MemoryTools } from './remembered-registry.ts';

const NOT_THERE = 'Check the name and the tag; brewpull image list NAME shows the tags.';

/**
 * Creates a source like {@link rememberRegistry} for registries that count downloads: anything named by digest comes from the
 * cache, and a reference that the cache knows is checked with HEAD, which Docker Hub does not count, and fetched only if it has
 * moved.
 */
export function refreshingRegistry(tools: MemoryTools): RegistrySource {
  const remembered = rememberRegistry(tools);
  return {
    ...remembered,
    readDocument: async (registry, repository, reference) => {
      const name = { registry, repository, reference };
      const ask = async (): Promise<ServedDocument> => {
        try {
          return await remembered.readDocument(registry, repository, reference);
        } catch (error) {
          if (!(error instanceof NotFoundError)) throw error;
          throw new NotFoundError(error.message, { cause: error, hint: NOT_THERE });
        }
      };
      if (tools.offline) return ask();
      if (isDigest(reference)) return (await fromCache(tools, reference)) ?? ask();
      const known = await tools.records.read(name);
      const cached = known === undefined ? undefined : await fromCache(tools, known);
      if (cached === undefined) return ask();
      const head = await headOf(tools, name);
      if (head?.digest !== known) return ask();
      return { ...cached, rateLimit: head?.rateLimit };
    },
  };
}

async function fromCache(
  { store }: MemoryTools,
  digest: Digest,
): Promise<ServedDocument | undefined> {
  try {
    const bytes = await store.readBytes(digest, DOCUMENT_BYTES);
    if (bytes === undefined) return undefined;
    const document = parseDocument(bytes, {
      what: `${digest} in the cache`,
      contentType: undefined,
    });
    return { bytes, digest, document, peer: undefined, rateLimit: undefined };
  } catch (error) {
    // The registry has an intact copy.
    if (error instanceof DigestMismatchError) return undefined;
    throw error;
  }
}

/** Returns undefined if the registry does not answer HEAD; GET then shows what is wrong. */
async function headOf(
  { client }: MemoryTools,
  { registry, repository, reference }: Parameters<MemoryTools['records']['read']>[0],
): Promise<ManifestHead | undefined> {
  try {
    return await client.headManifest(registry, repository, reference);
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof RegistryResponseError) return undefined;
    throw error;
  }
}
