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

/** A file as its source offers it, before any of it is fetched. */
export interface TravelOffer {
  /** A name for it that, if possible, no other file can have. */
  readonly pinned: string;
  readonly from: FetchedFrom;
  /** What the source says it is; undefined if it does not say. */
  readonly claimed: TravelFacts | undefined;
  /** The digest that it must have; undefined if nothing says. */
  readonly digest: Digest | undefined;
  /** Fetches the file and returns its path; if there is a digest, the file has it. */
  obtain(): Promise<string>;
  /** Finds a valid bundle about the file with this digest; undefined if there is none. */
  findBundle(digest: Digest): Promise<ProvenBundle | undefined>;
}

/** What opening an offer needs. */
export interface OfferTools {
  readonly brewpull: Brewpull;
  readonly trustedRoot: TrustedRoot | undefined;
  /** The file that is already there, if the source cannot mean any other; the source is then not asked. */
  readonly known: FetchedRecord | undefined;
}

/** Opens a source; asks a registry what the reference names. Throws the registry's errors, and `OfflineError`. */
export async function openOffer(source: TravelSource, tools: OfferTools): Promise<TravelOffer> {
  const { brewpull, known } = tools;
  if (source.kind === 'file') {
    requireNamedFile(source.path);
    return fileOffer(source, tools);
  }
  if (brewpull.options.offline && known === undefined) {
    throw new OfflineError(
      `${describeSource(source)} is not here, and --offline contacts no server`,
      {
        hint: 'Fetch it where there is a network, and give its path here.',
      },
    );
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

/** What a registry said about a file. */
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
      // The size of a cached blob has not been checked against this manifest.
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

/** Makes the offer of a known file: a manifest digest always names the same file. */
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

/** Replaces hints about bottles with hints about files of answers. */
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
