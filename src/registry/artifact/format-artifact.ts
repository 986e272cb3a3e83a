import { digestOfBytes, type Digest } from '../../core/digest.ts';
import { OCI_MANIFEST } from '../documents/media-type.ts';
import type { UploadManifest } from '../upload/uploads.ts';

/** A blob that a manifest names. */
interface ArtifactPart {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * A file as a registry stores it:
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md#guidelines-for-artifact-usage.
 */
interface ArtifactParts {
  readonly artifactType: string;
  /** The bytes of the file, unchanged. */
  readonly layer: ArtifactPart;
  /** The manifest it is about, if any. */
  readonly subject?: ArtifactPart;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The config of anything that is not an image; registries expect it to exist. */
export const EMPTY_CONFIG: Uint8Array = Buffer.from('{}');

const EMPTY_CONFIG_TYPE = 'application/vnd.oci.empty.v1+json';

/** Formats the manifest of one file. The same parts always produce the same bytes. */
export function formatArtifact(parts: ArtifactParts): UploadManifest {
  const { artifactType, layer, subject, annotations } = parts;
  const config = {
    mediaType: EMPTY_CONFIG_TYPE,
    digest: digestOfBytes(EMPTY_CONFIG),
    sizeBytes: EMPTY_CONFIG.length,
  };
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      artifactType,
      config: toDescriptor(config),
      layers: [toDescriptor(layer)],
      ...(subject === undefined ? {} : { subject: toDescriptor(subject) }),
      annotations: inOrder(annotations),
    }),
  );
  return { bytes, digest: digestOfBytes(bytes), mediaType: OCI_MANIFEST };
}

function toDescriptor({ mediaType, digest, sizeBytes, annotations }: ArtifactPart): object {
  return {
    mediaType,
    digest,
    size: sizeBytes,
    ...(annotations === undefined ? {} : { annotations: inOrder(annotations) }),
  };
}

function inOrder(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(texts).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}
