import { digestOfBytes, type Digest } from '../../core/digest.ts';
import { RegistryResponseError } from '../../core/errors.ts';
import { orAbsent } from '../absence.ts';
import { nameOf } from '../api-url.ts';
import type { RegistryClient } from '../client.ts';
import { OCI_INDEX } from '../documents/media-type.ts';
import type { UploadPlace } from '../upload/upload-sender.ts';
import type { RegistryUploads, UploadManifest } from '../upload/uploads.ts';
import { addReferrer, parseReferrers, referrersTag, type Referrer } from './referrers-schema.ts';

/**
 * Lists what refers to a manifest: the registry's own list, or else the list under its tag. Types are as the registry reports
 * them, if at all. Throws what the registry reports.
 */
export async function findReferrers(
  client: RegistryClient,
  { registry, repository }: UploadPlace,
  subject: Digest,
): Promise<readonly Referrer[]> {
  const what = `what refers to ${nameOf(registry, repository, subject)}`;
  const pages = await client.listReferrers(registry, repository, subject);
  if (pages !== undefined) return pages.flatMap((page) => parseReferrers(page, what));
  const tagged = await orAbsent(client.getManifest(registry, repository, referrersTag(subject)));
  // The specification says that anything else under this tag means there are no referrers.
  return tagged?.document.kind === 'index' ? parseReferrers(tagged.bytes, what) : [];
}

/**
 * Uploads a manifest that names a subject, and adds it to the list under the subject's tag if the registry does not list it by
 * itself. Entries already there stay. Its blobs must exist. Throws what the registry reports.
 */
export async function putReferrer(
  uploads: RegistryUploads,
  place: UploadPlace,
  { manifest, artifactType, subject }: NewReferrer,
): Promise<void> {
  const { isListed } = await uploads.putManifest(place, manifest.digest, manifest);
  if (isListed) return;
  const tag = referrersTag(subject);
  const what = nameOf(place.registry, place.repository, tag);
  const there = await uploads.findManifest(place, tag);
  if (there !== undefined && there.document.kind !== 'index') {
    throw new RegistryResponseError(`${what} is not a list of what refers to a manifest`, {
      hint: 'Remove that tag from the registry, or push to another repository.',
    });
  }
  const { mediaType, digest, bytes } = manifest;
  const referrer = { mediaType, digest, sizeBytes: bytes.length, artifactType };
  const list = addReferrer(there?.bytes, referrer, what);
  if (list === undefined) return;
  const index = { bytes: list, digest: digestOfBytes(list), mediaType: OCI_INDEX };
  await uploads.putManifest(place, tag, index);
}

/** A manifest to be listed for a subject. */
export interface NewReferrer {
  readonly manifest: UploadManifest;
  readonly artifactType: string;
  readonly subject: Digest;
}
