import type { Digest } from '../../core/digest.ts';
import {
  InvalidProvenanceError,
  MissingProvenanceError,
  NotFoundError,
} from '../../core/errors.ts';
import type { ImageName } from '../../image/image-name.ts';
import type { TrustedRoot } from '../../provenance/attestation/trusted-root-schema.ts';
import { findReferrers } from '../../registry/artifact/referrers.ts';
import type { RegistryClient } from '../../registry/client.ts';
import { BUNDLE_BYTES, BUNDLE_TYPE, proveBundle, type ProvenBundle } from './bundle-beside.ts';

/** The file whose bundles to look for. */
export interface BundleSearch {
  readonly name: ImageName;
  /** The digest of the manifest. */
  readonly manifestDigest: Digest;
  /** The digest of the file. */
  readonly digest: Digest;
  readonly trustedRoot: TrustedRoot | undefined;
}

/** The most bundles to try; anyone who may push can add any number. */
const MOST_BUNDLES = 20;

/**
 * Finds the first valid bundle that the registry has about a file; undefined if it has no bundles. One about the manifest counts
 * too, since the manifest names the file by its digest. Throws {@link InvalidProvenanceError} if there are bundles but none is
 * valid, and the registry's errors.
 */
export async function findBundle(
  client: RegistryClient,
  search: BundleSearch,
): Promise<ProvenBundle | undefined> {
  const { name, manifestDigest } = search;
  const place = { registry: name.registry, repository: name.repository };
  const referrers = await findReferrers(client, place, manifestDigest);
  // A list may omit the type; then the manifest has it.
  const candidates = referrers.filter(
    ({ artifactType }) => artifactType === undefined || isBundleType(artifactType),
  );
  let failure: InvalidProvenanceError | undefined;
  for (const { digest } of candidates.slice(0, MOST_BUNDLES)) {
    try {
      const bundle = await readBundle(client, search, digest);
      if (bundle !== undefined) return bundle;
    } catch (error) {
      // A bundle that is listed but missing says nothing about the others.
      if (error instanceof NotFoundError) continue;
      if (!(error instanceof InvalidProvenanceError)) throw error;
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
  return undefined;
}

/** Throws {@link MissingProvenanceError} if a bundle is required and there is none. */
export function requireBundle(
  bundle: ProvenBundle | undefined,
  what: string,
  required: boolean,
): void {
  if (bundle !== undefined || !required) return;
  throw new MissingProvenanceError(`${what} has no provenance`, {
    hint: 'Leave out --require-provenance to accept that.',
  });
}

/** Reads and verifies a bundle; undefined if it turns out to be something else. */
async function readBundle(
  client: RegistryClient,
  { name, manifestDigest, digest, trustedRoot }: BundleSearch,
  referrer: Digest,
): Promise<ProvenBundle | undefined> {
  const { registry, repository } = name;
  const { document } = await client.getManifest(registry, repository, referrer);
  if (document.kind !== 'manifest' || !isBundleType(document.artifactType ?? '')) return undefined;
  const [layer] = document.layers;
  const what = `the Sigstore bundle of ${name.fullName}`;
  const hint = 'Do not use the file. Ask who pushed it, or fetch it over another network.';
  if (layer === undefined || layer.sizeBytes > BUNDLE_BYTES) {
    throw new InvalidProvenanceError(`${what} is empty or too large`, { hint });
  }
  const bytes = await client.getBlob(registry, repository, {
    digest: layer.digest,
    maxBytes: layer.sizeBytes,
  });
  return proveBundle(bytes, { digests: [digest, manifestDigest], trustedRoot }, { what, hint });
}

/** Reports whether a type may be that of a Sigstore bundle, of any version; reading it shows what it is. */
function isBundleType(type: string): boolean {
  return type === BUNDLE_TYPE || /^application\/vnd\.dev\.sigstore\.bundle[.+;]/.test(type);
}
