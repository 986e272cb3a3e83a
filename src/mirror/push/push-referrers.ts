import type { Digest } from '../../core/digest.ts';
import type { BrewpullError } from '../../core/errors.ts';
import { putReferringFile, type ReferringFile } from '../../registry/artifact/put-file.ts';
import type { UploadPlace } from '../../registry/upload/upload-sender.ts';
import type { UploadManifest } from '../../registry/upload/uploads.ts';
import { orFailure } from './or-failure.ts';
import type { PushTools } from './push-tools.ts';
import { bundleFiles, readSbom } from './referring-files.ts';
import type { SourceBottle } from './source/push-source.ts';

/** The outcome for a file that says something about a bottle. */
export type PushedReferrer = { readonly artifactType: string } & (
  | { readonly status: 'pushed'; readonly digest: Digest }
  | { readonly status: 'failed'; readonly error: BrewpullError }
);

/** A manifest that is pushed next, and its bottle. */
export interface ReferredBottle {
  readonly bottle: SourceBottle;
  /** Streams the bottle and checks it. */
  readonly open: () => AsyncIterable<Uint8Array>;
  readonly place: UploadPlace;
  readonly subject: UploadManifest;
}

/**
 * Pushes the attestations of a bottle, and the bill of materials inside it, as referrers of its manifest. The manifest itself is
 * pushed afterwards (https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests-with-subject
 * allows this), so that a later run that finds it need not check for referrers. If a registry refuses one, the others are still
 * pushed. Throws only when interrupted, and for wrong bytes.
 */
export async function pushReferrers(
  { bottle, open, place, subject }: ReferredBottle,
  { uploads }: Pick<PushTools, 'uploads'>,
): Promise<readonly PushedReferrer[]> {
  const files: ReferringFile[] = [...bundleFiles(await bottle.readAttestations())];
  const sbom = (await bottle.isAtHand()) ? await readSbom(open(), bottle) : undefined;
  if (sbom !== undefined) files.push(sbom);
  const pushed: PushedReferrer[] = [];
  for (const file of files) {
    const { artifactType } = file;
    const result = await orFailure(putReferringFile(uploads, { place, subject }, file));
    pushed.push(
      typeof result === 'string'
        ? { artifactType, status: 'pushed', digest: result }
        : { artifactType, status: 'failed', error: result },
    );
  }
  return pushed;
}
