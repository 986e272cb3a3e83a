import type { ImageName } from '../image-name.ts';
import { ForeignDocumentError } from '../../registry/documents/document-schema.ts';
import type { RegistrySource, ServedDocument } from '../../registry/cached/registry-source.ts';
import { notAnImage } from './not-an-image.ts';

/**
 * Reads the document for a reference or digest in the repository of an image. Throws `NoBottleError` for a document of another
 * kind, and errors of the registry.
 */
export async function readImageDocument(
  source: RegistrySource,
  { registry, repository, fullName }: ImageName,
  reference: string,
): Promise<ServedDocument> {
  try {
    return await source.readDocument(registry, repository, reference);
  } catch (error) {
    if (!(error instanceof ForeignDocumentError)) throw error;
    // A vendor type belongs to an artifact; any other may be a proxy's page.
    if (!error.mediaType.startsWith('application/vnd.')) throw error;
    throw notAnImage(fullName, `it is ${error.mediaType}`);
  }
}
