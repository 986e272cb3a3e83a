import type { ImageName } from '../image-name.ts';
import { ForeignDocumentError } from '../../registry/documents/document-schema.ts';
import type { RegistrySource, ServedDocument } from '../../registry/cached/registry-source.ts';
import { notAnImage } from './not-an-image.ts';

/**
 * Reads what a reference or digest means in the repository of an image. Throws `NoBottleError` for a document of another kind,
 * and what the registry says.
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
    // A registered type is an artifact's; any other may be a proxy's page.
    if (!error.mediaType.startsWith('application/vnd.')) throw error;
    throw notAnImage(fullName, `it is ${error.mediaType}`);
  }
}
