import type { Digest } from '../../core/digest.ts';
import { NoBottleError, RegistryResponseError } from '../../core/errors.ts';
import { formatPlatform, platformMatches, type ImagePlatform } from '../../image/image-platform.ts';
import type { ImageName } from '../../image/image-name.ts';
import type { ServedManifest } from '../../registry/client.ts';
import type { ImageManifest } from '../../registry/documents/schema-document.ts';
import type { RateLimit } from '../../registry/rate-limit.ts';
import type { RegistrySource, ServedDocument } from '../resolve/registry-source.ts';

/** One image of an index, or the only one. */
export interface ChosenManifest {
  readonly index: ServedDocument | undefined;
  readonly manifest: ServedDocument & { readonly document: ImageManifest };
  /** What the registry said last of its limit; undefined when it said nothing. */
  readonly rateLimit: RateLimit | undefined;
}

/** A platform that an index offers. */
export interface OfferedPlatform {
  readonly platform: ImagePlatform | undefined;
  readonly digest: Digest;
  readonly sizeBytes: number;
}

/** Nested deeper than this, an index is no honest one. */
const MAX_DEPTH = 3;

/**
 * Follows indexes to the manifest of a platform; attestations are passed over. Throws {@link NoBottleError} that lists what
 * there is when nothing or several images match: taking the first, as image-spec allows, would hide the others.
 */
export async function chooseManifest(
  { registry, repository, reference, fullName }: ImageName,
  platform: ImagePlatform,
  source: RegistrySource,
): Promise<ChosenManifest> {
  let asked = reference;
  let top: ServedDocument | undefined;
  let rateLimit: RateLimit | undefined;
  for (let depth = 0; depth <= MAX_DEPTH; depth += 1) {
    const served = await source.readDocument(registry, repository, asked);
    const { document } = served;
    rateLimit = served.rateLimit ?? rateLimit;
    if (document.kind === 'manifest') {
      return { index: top, manifest: { ...served, document }, rateLimit };
    }
    top ??= served;
    const offers = listOffers(served);
    const match = onlyMatch(fullName, platform, offers);
    const nested = document.entries.find(({ kind }) => kind === 'index');
    const next = match?.digest ?? nested?.digest;
    if (next === undefined) throw noPlatform(fullName, platform, offers);
    asked = next;
  }
  throw new RegistryResponseError(`${fullName} is an index of indexes without an end`, undefined);
}

/** Lists the images of an index. */
export function listOffers({
  document,
}: Pick<ServedManifest, 'document'>): readonly OfferedPlatform[] {
  if (document.kind === 'manifest') return [];
  return document.entries
    .filter(({ kind }) => kind === 'manifest')
    .map(({ platform, digest, sizeBytes }) => ({
      platform:
        platform === undefined
          ? undefined
          : { os: platform.os, architecture: platform.architecture, variant: platform.variant },
      digest,
      sizeBytes,
    }));
}

/** Undefined when there is none. Two that differ are the person's to choose between. */
function onlyMatch(
  name: string,
  wanted: ImagePlatform,
  offers: readonly OfferedPlatform[],
): OfferedPlatform | undefined {
  const matches = offers.filter(
    ({ platform }) => platform !== undefined && platformMatches(platform, wanted),
  );
  const digests = [...new Set(matches.map(({ digest }) => digest))];
  if (digests.length <= 1) return matches[0];
  throw new NoBottleError(
    `${name} has ${digests.length} images for ${formatPlatform(wanted)}: ${digests.join(', ')}`,
    { hint: 'Ask for one of them by its digest: brewpull image NAME@DIGEST.' },
  );
}

function noPlatform(
  name: string,
  wanted: ImagePlatform,
  offers: readonly OfferedPlatform[],
): NoBottleError {
  const list = offers.flatMap(({ platform }) =>
    platform === undefined ? [] : [formatPlatform(platform)],
  );
  return new NoBottleError(`${name} is not built for ${formatPlatform(wanted)}`, {
    hint:
      list.length === 0
        ? undefined
        : `Choose one with --platform: ${[...new Set(list)].join(', ')}.`,
  });
}
