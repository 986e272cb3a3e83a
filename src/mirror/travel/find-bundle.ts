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

/** The files that bundles are looked for. */
export interface BundleSearch {
  readonly name: ImageName;
  /** Of the manifest. */
  readonly manifestDigest: Digest;
  /** Of the file. */
  readonly digest: Digest;
  readonly trustedRoot: TrustedRoot | undefined;
}

/** Someone who may push can add as many as they like. */
const MOST_BUNDLES = 20;

/**
 * Looks for bundles that the registry has about a file, and gives the first that holds; undefined where there is none. One about the
 * manifest counts as one about the file, which the manifest names by its digest. Throws {@link InvalidProvenanceError} where
 * there are some and none holds, and what the registry says.
 */
export async function findBundle(
  client: RegistryClient,
  search: BundleSearch,
): Promise<ProvenBundle | undefined> {
  const { name, manifestDigest } = search;
  const place = { registry: name.registry, repository: name.repository };
  const referrers = await findReferrers(client, place, manifestDigest);
  // A list may leave the type out, and then the manifest has it.
  const candidates = referrers.filter(
    ({ artifactType }) => artifactType === undefined || isBundleType(artifactType),
  );
  let failure: InvalidProvenanceError | undefined;
  for (const { digest } of candidates.slice(0, MOST_BUNDLES)) {
    try {
      const bundle = await readBundle(client, search, digest);
      if (bundle !== undefined) return bundle;
    } catch (error) {
      // What a list names and the registry lacks says nothing of the others.
      if (error instanceof NotFoundError) continue;
      if (!(error instanceof InvalidProvenanceError)) throw error;
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
  return undefined;
}

/** Throws {@link MissingProvenanceError} where one was required and there is none. */
export function requireBundle(
  bundle: ProvenBundle | undefined,
  what: string,
  required: boolean,
): void {
  if (bundle !== undefined || !required) return;
  throw new MissingProvenanceError(`${what} has no provenance`, {
    hint: 'Leave --require-provenance out to accept that.',
  });
}

/** Undefined for what is something else after all. */
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

/** Any version: what it is shows when it is read. */
function isBundleType(type: string): boolean {
  return type === BUNDLE_TYPE || /^application\/vnd\.dev\.sigstore\.bundle[.+;]/.test(type);
}
