import { isDigest, type Digest } from '../../core/digest.ts';
import {
  DigestMismatchError,
  NotFoundError,
  OfflineError,
  SizeMismatchError,
} from '../../core/errors.ts';
import type { ImageName } from '../../image/image-name.ts';
import type { TrustedRoot } from '../../provenance/attestation/trusted-root-schema.ts';
import type { ServedManifest } from '../../registry/client.ts';
import type { Brewpull } from '../../workspace/brewpull.ts';
import { bundlePathOf, proveBundle, readBundleBeside, type ProvenBundle } from './bundle-beside.ts';
import type { FetchedFrom, FetchedRecord } from './fetched-schema.ts';
import { findBundle } from './find-bundle.ts';
import { parseTravelArtifact, type TravelArtifact } from './travel-artifact.ts';
import { describeSource, referenceOf, type TravelSource } from './travel-source.ts';
import { TRAVEL_LIMITS, type TravelFacts } from './travel-facts.ts';
import { requireNamedFile } from '../../store/read/named-path.ts';

/** A file as its source offers it, before anything of it was fetched. */
export interface TravelOffer {
  /** Names it, where that is possible so that it can be no other file. */
  readonly pinned: string;
  readonly from: FetchedFrom;
  /** What the source says that it is; undefined where it says nothing. */
  readonly claimed: TravelFacts | undefined;
  /** What it must be; undefined where nothing says so. */
  readonly digest: Digest | undefined;
  /** Gives a path to its bytes, which have the digest where there is one. */
  obtain(): Promise<string>;
  /** Finds a bundle that holds about the file of this digest; undefined where there is none. */
  findBundle(digest: Digest): Promise<ProvenBundle | undefined>;
}

/** What offers are opened with. */
export interface OfferTools {
  readonly brewpull: Brewpull;
  readonly trustedRoot: TrustedRoot | undefined;
  /** What is there already, where the source can mean nothing else: then it is not asked. */
  readonly known: FetchedRecord | undefined;
}

/** Opens a source; a registry is asked what the reference names. Throws what it says, and `OfflineError`. */
export async function openOffer(source: TravelSource, tools: OfferTools): Promise<TravelOffer> {
  const { brewpull, known } = tools;
  if (source.kind === 'file') {
    requireNamedFile(source.path);
    return fileOffer(source, tools);
  }
  if (brewpull.options.offline && known === undefined) {
    throw new OfflineError(`${describeSource(source)} is not here, and --offline asks no server`, {
      hint: 'Fetch it where there is a network, and give its path here.',
    });
  }
  if (source.kind === 'url') return urlOffer(source, tools);
  if (known !== undefined) return knownOffer(source.name, known, tools);
  const { name } = source;
  const { document, digest } = await readManifest(name, brewpull);
  const artifact = parseTravelArtifact(document, referenceOf(name));
  return registryOffer(name, { ...artifact, manifestDigest: digest }, tools);
}

async function readManifest(
  { registry, repository, reference, fullName }: ImageName,
  brewpull: Brewpull,
): Promise<ServedManifest> {
  const { client } = await brewpull.network();
  try {
    return await client.getManifest(registry, repository, reference);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    const hint = `Check it; brewpull image list ${fullName.replace(/:[^:/]*$/, '')} shows the tags.`;
    throw new NotFoundError(error.message, { cause: error, hint });
  }
}

/** What a registry said of a file. */
interface Named extends TravelArtifact {
  readonly manifestDigest: Digest;
}

function registryOffer(
  name: ImageName,
  { file, digest, sizeBytes, manifestDigest }: Named,
  { brewpull, trustedRoot }: OfferTools,
): TravelOffer {
  const { registry, repository, reference, fullName } = name;
  const root = { registry, prefix: '' };
  const origin = { kind: 'registry' as const, rootUrl: registry.href, root, repository, reference };
  return {
    pinned: `${fullName}@${manifestDigest}`,
    from: { kind: 'registry', reference: referenceOf(name), manifestDigest },
    claimed: file,
    digest,
    obtain: async () => {
      const label = `${file.tap} ${file.kind}`;
      const wanted = { name: label, digest, sizeBytes, origin };
      const blob = await brewpull.tools.downloads.obtain(wanted);
      // One from the cache was announced where it was named first.
      if (blob.sizeBytes === sizeBytes) return blob.path;
      throw new SizeMismatchError(label, {
        expectedBytes: sizeBytes,
        actualBytes: blob.sizeBytes,
      });
    },
    findBundle: async (wanted) => {
      const { client } = await brewpull.network();
      return findBundle(client, { name, manifestDigest, digest: wanted, trustedRoot });
    },
  };
}

/** A manifest by its digest always names the same file. */
function knownOffer(name: ImageName, known: FetchedRecord, tools: OfferTools): TravelOffer {
  const { kind, tap, headDate, digest } = known;
  const file = { kind, tap, head: { commit: undefined, date: headDate } };
  const manifestDigest = isDigest(name.reference) ? name.reference : digest;
  return registryOffer(name, { file, digest, sizeBytes: 0, manifestDigest }, tools);
}

function urlOffer(
  { url, digest }: Extract<TravelSource, { kind: 'url' }>,
  { brewpull }: OfferTools,
): TravelOffer {
  const address = `${url.origin}${url.pathname}`;
  return {
    pinned: address,
    from: { kind: 'url', url: address },
    claimed: undefined,
    digest,
    obtain: async () => {
      const origin = { kind: 'file' as const, rootUrl: url.origin, url };
      const wanted = { name: url.pathname.split('/').at(-1) ?? url.host, digest, origin };
      try {
        const blob = await brewpull.tools.downloads.obtain({
          ...wanted,
          sizeBytes: undefined,
          maxBytes: TRAVEL_LIMITS.atlas,
        });
        return blob.path;
      } catch (error) {
        throw withHintFor(address, error);
      }
    },
    findBundle: async () => undefined,
  };
}

/** Says what to do about a file of answers, for the hints are for bottles otherwise. */
function withHintFor(address: string, error: unknown): unknown {
  if (error instanceof NotFoundError) {
    return new NotFoundError(error.message, { cause: error, hint: 'Check the address.' });
  }
  if (!(error instanceof DigestMismatchError)) return error;
  const { expected, actual } = error;
  const hint = 'There may be a newer file by now: ask for its digest where it was made.';
  return new DigestMismatchError(address, { expected, actual, cause: error, hint });
}

function fileOffer(
  { path, digest }: Extract<TravelSource, { kind: 'file' }>,
  { trustedRoot }: OfferTools,
): TravelOffer {
  return {
    pinned: path,
    from: { kind: 'file', path },
    claimed: undefined,
    digest,
    obtain: async () => path,
    findBundle: async (wanted) => {
      const bytes = await readBundleBeside(path);
      if (bytes === undefined) return undefined;
      const what = bundlePathOf(path);
      const hint = 'Do not use the file. Get it again from where it was made, with its bundle.';
      return proveBundle(bytes, { digests: [wanted], trustedRoot }, { what, hint });
    },
  };
}
