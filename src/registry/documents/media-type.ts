/** The type of an index that Homebrew uploads (https://github.com/opencontainers/image-spec/blob/v1.1.1/media-types.md). */
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';

/** The type of an image manifest that Homebrew uploads. */
export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

/** Docker's own index (https://github.com/distribution/distribution/blob/v2.8.3/docs/spec/manifest-v2-2.md). */
const DOCKER_INDEX = 'application/vnd.docker.distribution.manifest.list.v2+json';

/** Docker's own image manifest, schema 2. */
const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';

/** What a request for a manifest accepts. Schema 1 is never requested; without `Accept` ghcr.io answers 404. */
export const MANIFEST_ACCEPT = [OCI_INDEX, OCI_MANIFEST, DOCKER_INDEX, DOCKER_MANIFEST].join(', ');

/** What brewpull treats a media type as. */
export type DocumentKind = 'index' | 'manifest' | 'schema1';

const KINDS = new Map<string, DocumentKind>([
  [OCI_INDEX, 'index'],
  [DOCKER_INDEX, 'index'],
  [OCI_MANIFEST, 'manifest'],
  [DOCKER_MANIFEST, 'manifest'],
  ['application/vnd.docker.distribution.manifest.v1+json', 'schema1'],
  ['application/vnd.docker.distribution.manifest.v1+prettyjws', 'schema1'],
]);

/** Types that only mean "some JSON" or "some bytes", sent by mirrors made of plain files. */
const UNSPECIFIC = new Set(['application/json', 'application/octet-stream', 'text/plain']);

/** Returns what a media type means; undefined for one that brewpull does not read. */
export function kindOfMediaType(mediaType: string): DocumentKind | undefined {
  return KINDS.get(mediaType);
}

/**
 * Parses a `Content-Type`, without its parameters. Returns undefined if it is missing or too generic to say what the document is.
 */
export function parseContentType(contentType: string | undefined): string | undefined {
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType === undefined || mediaType === '' || UNSPECIFIC.has(mediaType)) return undefined;
  return mediaType;
}
