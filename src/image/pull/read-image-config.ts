import type { Digest } from '../../core/digest.ts';
import { DOCUMENT_BYTES } from '../../json/read-json.ts';
import { DisagreementError, RegistryResponseError, SizeMismatchError } from '../../core/errors.ts';
import type { ImageName } from '../image-name.ts';
import type { Platform } from '../../registry/platform.ts';
import { parseImageConfig } from '../../registry/documents/image-config-schema.ts';
import type { ImageManifest } from '../../registry/documents/document-schema.ts';
import type { Brewpull } from '../../workspace/brewpull.ts';
import { notAnImage } from './not-an-image.ts';

/** The config of an image, checked against its manifest. */
export interface ReadConfig {
  readonly bytes: Uint8Array;
  /** Undefined if it names none. */
  readonly platform: Platform | undefined;
  /** One for each layer. */
  readonly diffIds: readonly Digest[];
}

/** Old registries wrote the last four, and docker accepts them: https://github.com/distribution/distribution/issues/1621 */
const IMAGE_CONFIGS = new Set([
  'application/vnd.docker.container.image.v1+json',
  'application/vnd.oci.image.config.v1+json',
  'application/octet-stream',
  'application/json',
  'text/html',
  '',
]);

/**
 * Reads the config that a manifest names, from the cache or the registry. Throws `NoBottleError` for an artifact that is not an
 * image, `SizeMismatchError`, `DigestMismatchError`, {@link DisagreementError} for a config with a different number of layers,
 * and errors of the registry.
 */
export async function readImageConfig(
  brewpull: Brewpull,
  name: ImageName,
  { artifactType, config, layers }: ImageManifest,
): Promise<ReadConfig> {
  const { fullName } = name;
  if (!IMAGE_CONFIGS.has(config.mediaType)) {
    const isSaid = artifactType !== undefined && artifactType !== config.mediaType;
    throw notAnImage(
      fullName,
      isSaid ? `it is an artifact of type ${artifactType}` : `its config is ${config.mediaType}`,
    );
  }
  const document = layers.find(({ mediaType }) => mediaType.endsWith('+json'));
  if (document !== undefined) throw notAnImage(fullName, `it holds ${document.mediaType}`);
  const bytes = await readBytes(brewpull, name, config);
  const { platform, diffIds } = parseConfig(bytes, fullName);
  if (diffIds === undefined && layers.length > 0) {
    throw notAnImage(fullName, 'its config has no list of layers (diff_ids)');
  }
  const known = diffIds ?? [];
  if (known.length !== layers.length) {
    throw new DisagreementError(`the layers of ${fullName}`, [
      { source: 'the manifest', value: `${layers.length} layers` },
      { source: 'the config', value: `${known.length} diff IDs` },
    ]);
  }
  return { bytes, platform, diffIds: known };
}

async function readBytes(
  brewpull: Brewpull,
  { registry, repository, fullName }: ImageName,
  { digest, sizeBytes }: ImageManifest['config'],
): Promise<Uint8Array> {
  const cached = await brewpull.store.readBytes(digest, DOCUMENT_BYTES);
  const fetch = async (): Promise<Uint8Array> =>
    (await brewpull.network()).client.getBlob(registry, repository, {
      digest,
      maxBytes: DOCUMENT_BYTES,
    });
  const bytes = cached ?? (await fetch());
  if (bytes.length !== sizeBytes) {
    throw new SizeMismatchError(`the config of ${fullName}`, {
      expectedBytes: sizeBytes,
      actualBytes: bytes.length,
      hint: 'Its manifest names a wrong size; docker refuses it too.',
    });
  }
  if (cached === undefined) await brewpull.store.putBytes(bytes);
  return bytes;
}

function parseConfig(bytes: Uint8Array, fullName: string): ReturnType<typeof parseImageConfig> {
  try {
    return parseImageConfig(bytes, 'its config');
  } catch (error) {
    if (!(error instanceof RegistryResponseError)) throw error;
    throw notAnImage(fullName, error.message);
  }
}
