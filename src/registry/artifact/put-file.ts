import { digestOfBytes, type Digest } from '../../core/digest.ts';
import type { UploadPlace } from '../upload/upload-sender.ts';
import type { RegistryUploads, UploadManifest } from '../upload/uploads.ts';
import { EMPTY_CONFIG, formatArtifact } from './format-artifact.ts';
import { putReferrer } from './referrers.ts';

/** A small file that says something about a manifest. */
export interface ReferringFile {
  /** The type of both the artifact and the bytes. */
  readonly artifactType: string;
  readonly bytes: Uint8Array;
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * Uploads a file as an artifact that refers to a manifest, which may be uploaded later. The same file always makes the same
 * artifact; anything the registry already has is not sent again. Returns the digest of the artifact. Throws what the registry
 * reports.
 */
export async function putReferringFile(
  uploads: RegistryUploads,
  { place, subject }: { readonly place: UploadPlace; readonly subject: UploadManifest },
  { artifactType, bytes, annotations }: ReferringFile,
): Promise<Digest> {
  const digest = digestOfBytes(bytes);
  if (!(await uploads.hasBlob(place, digest))) await uploads.putBytes(place, bytes);
  await putEmptyConfig(uploads, place);
  const manifest = formatArtifact({
    artifactType,
    layer: { mediaType: artifactType, digest, sizeBytes: bytes.length },
    subject: {
      mediaType: subject.mediaType,
      digest: subject.digest,
      sizeBytes: subject.bytes.length,
    },
    annotations,
  });
  await putReferrer(uploads, place, { manifest, artifactType, subject: subject.digest });
  return manifest.digest;
}

/** Uploads the config that artifacts have. Throws what the registry reports. */
export async function putEmptyConfig(uploads: RegistryUploads, place: UploadPlace): Promise<void> {
  if (await uploads.hasBlob(place, digestOfBytes(EMPTY_CONFIG))) return;
  await uploads.putBytes(place, EMPTY_CONFIG);
}
