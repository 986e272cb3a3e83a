import { basename } from 'node:path';
import type { Digest } from '../../core/digest.ts';
import { UsageError } from '../../core/errors.ts';
import type { EventSink } from '../../core/events.ts';
import type { ImageName } from '../../image/image-name.ts';
import type { FileSigner } from '../../provenance/attestation/verify-file-bundle.ts';
import type { TrustedRoot } from '../../provenance/attestation/trusted-root-schema.ts';
import { putEmptyConfig, putReferringFile } from '../../registry/artifact/put-file.ts';
import type { UploadPlace } from '../../registry/upload/upload-sender.ts';
import type { RegistryUploads, UploadManifest } from '../../registry/upload/uploads.ts';
import { hashFile } from '../../store/read/hash-file.ts';
import { streamRegularFile } from '../../store/read/open-regular-file.ts';
import { guardStore } from '../../store/store-failure.ts';
import {
  BUNDLE_TYPE,
  bundlePathOf,
  proveBundle,
  readBundleBeside,
  type ProvenBundle,
} from './bundle-beside.ts';
import { isSameFile, planPush } from './plan-push.ts';
import { readTravelFacts } from './read-travel-facts.ts';
import { formatTravelArtifact, type TravelArtifact } from './travel-artifact.ts';
import type { TravelFacts } from './travel-facts.ts';
import { requireNamedFile } from '../../store/read/named-path.ts';

/** A file to push to a registry. */
export interface TravelPush {
  readonly path: string;
  readonly name: ImageName;
  /** Whether to replace what is under the OCI tag, whatever it is. */
  readonly force: boolean;
  readonly dryRun: boolean;
  /** Undefined for brewpull's own trust root. */
  readonly trustedRoot: TrustedRoot | undefined;
}

/** What is under the OCI tag in the end, or would be. */
export interface TravelPushed {
  readonly status: 'pushed' | 'present' | 'planned';
  readonly file: TravelFacts;
  readonly digest: Digest;
  readonly sizeBytes: number;
  /** Bytes of the file that were sent. */
  readonly sentBytes: number;
  readonly manifestDigest: Digest;
  /** The older file that the OCI tag named before; undefined if it named nothing, the same file, or something else. */
  readonly replaced: TravelArtifact | undefined;
  /** Undefined if there is no bundle beside the file. */
  readonly signedBy: FileSigner | undefined;
}

/** What pushing needs. */
export interface TravelPushTools {
  readonly uploads: RegistryUploads;
  readonly onEvent: EventSink;
  readonly signal?: AbortSignal;
}

/**
 * Pushes a travelling file under an OCI tag, with the bundle beside it if there is one. The manifest is derived from the file
 * alone, so that pushing it twice changes nothing. Unless forced, only moves a tag from an older file of the same kind and tap.
 * Everything is checked before anything is sent. Throws errors of the file, the bundle and the registry, and `DisagreementError`.
 */
export async function pushTravelling(
  push: TravelPush,
  tools: TravelPushTools,
): Promise<TravelPushed> {
  const { path, name, force, dryRun } = push;
  const place = { registry: name.registry, repository: name.repository };
  const tag = requireTag(name);
  requireNamedFile(path);
  const file = await readTravelFacts(path, tools.signal);
  const { digest, sizeBytes } = await guardStore('read', path, () => hashFile(path));
  const bundle = await readProven(push, digest);
  const there = await tools.uploads.findManifest(place, tag);
  const isThere = await tools.uploads.hasBlob(place, digest);
  // A manifest may be left over from a file that is gone.
  const isPresent =
    isThere && there !== undefined && isSameFile(there, { file, digest, sizeBytes });
  const manifest = isPresent
    ? { ...there, mediaType: there.document.mediaType }
    : formatTravelArtifact({ file, digest, sizeBytes, name: titleFor(path, file) });
  const manifestDigest = manifest.digest;
  const facts = { file, digest, sizeBytes, manifestDigest, signedBy: bundle?.signer };
  if (isPresent) {
    if (bundle !== undefined && !dryRun) await putBundle(bundle, { place, manifest }, tools);
    return { ...facts, status: 'present', sentBytes: 0, replaced: undefined };
  }
  const isRepair = there !== undefined && isSameFile(there, { file, digest, sizeBytes });
  const replaced = isRepair ? undefined : planPush(there, file, { name: name.fullName, force });
  if (dryRun) return { ...facts, status: 'planned', sentBytes: 0, replaced };
  if (!isThere) await sendFile({ path, digest, sizeBytes, place }, tools);
  await putEmptyConfig(tools.uploads, place);
  if (bundle !== undefined) {
    // The OCI tag is moved last, so that anyone who fetches it finds everything.
    await tools.uploads.putManifest(place, manifest.digest, manifest);
    await putBundle(bundle, { place, manifest }, tools);
  }
  await tools.uploads.putManifest(place, tag, manifest);
  return { ...facts, status: 'pushed', sentBytes: isThere ? 0 : sizeBytes, replaced };
}

function requireTag({ tag, digest, fullName }: ImageName): string {
  if (tag !== undefined && digest === undefined) return tag;
  throw new UsageError(`${fullName} cannot be pushed to: its digest follows from the file`, {
    hint: 'Name a tag alone: registry/name:tag.',
  });
}

async function readProven(
  { path, trustedRoot }: TravelPush,
  digest: Digest,
): Promise<ProvenBundle | undefined> {
  const bytes = await readBundleBeside(path);
  if (bytes === undefined) return undefined;
  const what = bundlePathOf(path);
  const hint = 'Sign the file again, or move the bundle away.';
  return proveBundle(bytes, { digests: [digest], trustedRoot }, { what, hint });
}

/** Returns the file's name as its title, or a safe one if it has odd characters. */
function titleFor(path: string, { kind, tap }: TravelFacts): string {
  const name = basename(path);
  return /^[\p{L}\p{N}][\p{L}\p{N} ._+@-]{0,200}$/u.test(name)
    ? name
    : `${tap.replace('/', '-')}.${kind}`;
}

async function sendFile(
  {
    path,
    digest,
    sizeBytes,
    place,
  }: {
    readonly path: string;
    readonly digest: Digest;
    readonly sizeBytes: number;
    readonly place: UploadPlace;
  },
  { uploads, onEvent }: TravelPushTools,
): Promise<void> {
  const file = basename(path);
  onEvent({ type: 'upload-started', file, sizeBytes });
  await uploads.putBlob(place, {
    digest,
    sizeBytes,
    open: (range) => streamRegularFile(path, range),
    onProgress: (sentBytes) => onEvent({ type: 'upload-progress', file, sentBytes }),
  });
  onEvent({ type: 'upload-done', file, sizeBytes });
}

async function putBundle(
  { bytes, signer }: ProvenBundle,
  { place, manifest }: { readonly place: UploadPlace; readonly manifest: UploadManifest },
  { uploads }: TravelPushTools,
): Promise<void> {
  await putReferringFile(
    uploads,
    { place, subject: manifest },
    {
      artifactType: BUNDLE_TYPE,
      bytes,
      // As Sigstore's own tools write them.
      annotations: {
        'dev.sigstore.bundle.content': 'dsse-envelope',
        'dev.sigstore.bundle.predicateType': signer.predicateType,
      },
    },
  );
}
