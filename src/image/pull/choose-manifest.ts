import { NoBottleError, RegistryResponseError } from '../../core/errors.ts';
import type { ImageName } from '../image-name.ts';
import {
  describePlatform,
  formatPlatform,
  hasOsVersion,
  rankPlatform,
  withVariant,
  type ImagePlatform,
} from '../image-platform.ts';
import type { BrokenEntry, ImageManifest } from '../../registry/documents/document-schema.ts';
import type { RateLimit } from '../../registry/rate-limit.ts';
import type { RegistrySource, ServedDocument } from '../../registry/cached/registry-source.ts';
import { brokenOffer } from './broken-offer.ts';
import { offersOf, type ImageOffer } from './image-offers.ts';
import { readImageDocument } from './read-document.ts';

/** One image of an index, or the only one. */
export interface ChosenManifest {
  readonly index: ServedDocument | undefined;
  readonly manifest: ServedDocument & { readonly document: ImageManifest };
  /** What the index says that it is for; undefined when only its config says so. */
  readonly claimed: ImagePlatform | undefined;
  /** What a person should know about the choice, in whole sentences. */
  readonly notes: readonly string[];
  /** What the registry said last of its limit; undefined when it said nothing. */
  readonly rateLimit: RateLimit | undefined;
}

/** Where documents come from. */
export interface ManifestTools {
  readonly source: RegistrySource;
  /** Reads the platform in the config of an image; undefined when it names none, or is no image's. */
  readonly platformOf: (manifest: ImageManifest) => Promise<ImagePlatform | undefined>;
}

/** Most images without a platform whose configs are fetched to find the one. */
const MAX_NAMELESS = 8;
const NAMELESS =
  'Its entries name no platform: ask for one by digest, brewpull image NAME@DIGEST; image inspect lists them.';
/** Most other images that a note names. */
const MAX_SHOWN = 4;

/**
 * Follows indexes to the manifest of a platform: just that one where it is offered, else the best variant that the platform
 * runs too; of several that are alike the first, as image-spec says. Where no entry that names a platform will do, the
 * configs of those that name none decide. Throws {@link NoBottleError} that lists what there is, and
 * {@link RegistryResponseError} where an entry that cannot be read may be the one.
 */
export async function chooseManifest(
  name: ImageName,
  wanted: ImagePlatform,
  { source, platformOf }: ManifestTools,
): Promise<ChosenManifest> {
  const { reference, fullName } = name;
  let rateLimit: RateLimit | undefined;
  const broken: BrokenEntry[] = [];
  const read = async (asked: string): Promise<ServedDocument> => {
    const served = await readImageDocument(source, name, asked);
    rateLimit = served.rateLimit ?? rateLimit;
    if (served.document.kind === 'index') broken.push(...served.document.broken);
    return served;
  };
  const top = await read(reference);
  if (top.document.kind === 'manifest') {
    const manifest = { ...top, document: top.document };
    return { index: undefined, manifest, claimed: undefined, notes: [], rateLimit };
  }
  const offers: ImageOffer[] = [];
  for await (const some of offersOf(top, { name: fullName, wanted, read })) {
    for (const offer of some) offers.push(offer);
    if (some.some((offer) => rankOf(offer, wanted) === 0)) break;
  }
  const known = bestOf(offers, wanted);
  const [first] =
    known.length > 0 ? known : await nameless(offers, wanted, { name: fullName, read, platformOf });
  const unreadable = brokenOffer(fullName, broken, { wanted, taken: first });
  if (unreadable !== undefined) throw unreadable;
  if (first === undefined) throw noPlatform(fullName, wanted, offers);
  const served = await read(first.digest);
  if (served.document.kind === 'index') throw noPlatform(fullName, wanted, offers);
  return {
    index: top,
    manifest: { ...served, document: served.document },
    claimed: first.platform,
    notes: notesOn(fullName, wanted, known),
    rateLimit,
  };
}

/** Lists the offers that are as near to the wanted platform as any, in the order served, each image once. */
function bestOf(offers: readonly ImageOffer[], wanted: ImagePlatform): readonly ImageOffer[] {
  const ranked = offers.map((offer) => ({ offer, rank: rankOf(offer, wanted) ?? Infinity }));
  const best = ranked.reduce((least, { rank }) => Math.min(least, rank), Infinity);
  if (best === Infinity) return [];
  const alike = ranked.filter(({ rank }) => rank === best).map(({ offer }) => offer);
  return [...new Map(alike.map((offer) => [offer.digest, offer])).values()];
}

function rankOf({ platform }: ImageOffer, wanted: ImagePlatform): number | undefined {
  return platform === undefined ? undefined : rankPlatform(platform, wanted);
}

/** The one without a platform whose config fits; where it is the index's only image, whatever its config says. */
async function nameless(
  offers: readonly ImageOffer[],
  wanted: ImagePlatform,
  {
    name,
    ...tools
  }: Pick<ManifestTools, 'platformOf'> & {
    readonly name: string;
    readonly read: (digest: string) => Promise<ServedDocument>;
  },
): Promise<readonly ImageOffer[]> {
  const unnamed = offers.filter(({ platform }) => platform === undefined);
  if (offers.length === 1) return unnamed;
  const found: ImageOffer[] = [];
  for (const offer of unnamed.slice(0, MAX_NAMELESS)) {
    const { document } = await tools.read(offer.digest);
    const platform = document.kind === 'index' ? undefined : await tools.platformOf(document);
    if (platform !== undefined) found.push({ ...offer, platform });
  }
  const [best] = bestOf(found, wanted);
  if (best === undefined && unnamed.length > MAX_NAMELESS) {
    throw new RegistryResponseError(
      `${name} has ${unnamed.length} images that name no platform, and none of the first ${MAX_NAMELESS} is for ${describePlatform(wanted)}`,
      undefined,
      { hint: NAMELESS },
    );
  }
  return best === undefined ? [] : [{ ...best, platform: undefined }];
}

function notesOn(
  name: string,
  wanted: ImagePlatform,
  [taken, ...others]: readonly ImageOffer[],
): readonly string[] {
  if (taken?.platform === undefined) return [];
  const notes: string[] = [];
  if (rankPlatform(taken.platform, wanted) !== 0) {
    const asked = formatPlatform(withVariant(wanted));
    const given = formatPlatform(taken.platform);
    notes.push(
      `${name} has no image for ${asked}: the one for ${given}, which runs there too, was taken.`,
    );
  }
  if (others.length > 0) {
    const version = taken.platform.osVersion ?? 'one without a version';
    const versions = others.map(({ platform }) => platform?.osVersion ?? 'one without a version');
    const isByVersion = new Set([version, ...versions]).size > others.length;
    const [one, rest, how] = isByVersion
      ? [version, versions, '--os-version']
      : [taken.digest, others.map(({ digest }) => digest), 'NAME@DIGEST'];
    notes.push(
      `${name} has ${others.length + 1} images for ${formatPlatform(wanted)}: the first, ${one}, was taken; ${how} gets ${oneOf(rest)}.`,
    );
  }
  return notes;
}

function oneOf(words: readonly string[]): string {
  const [shown, more] = [words.slice(0, MAX_SHOWN), words.length - MAX_SHOWN];
  return shown.join(' or ') + (more > 0 ? `, and there are ${more} more` : '');
}

function noPlatform(
  name: string,
  wanted: ImagePlatform,
  offers: readonly ImageOffer[],
): NoBottleError {
  const platforms = offers.flatMap(({ platform }) => (platform === undefined ? [] : [platform]));
  const others = platforms.filter(
    (platform) =>
      !hasOsVersion(platform, wanted) &&
      rankPlatform(platform, { ...wanted, osVersion: undefined }) !== undefined,
  );
  const versions = new Set(others.flatMap(({ osVersion }) => osVersion ?? []));
  const list = [...new Set(platforms.map((platform) => formatPlatform(platform)))];
  const unnamed = offers.length - platforms.length;
  const hint =
    versions.size > 0
      ? `Choose one with --os-version: ${[...versions].join(', ')}.`
      : list.length > 0
        ? `Choose one with --platform: ${list.join(', ')}.`
        : unnamed > 0
          ? NAMELESS
          : undefined;
  return new NoBottleError(`${name} is not built for ${describePlatform(wanted)}`, { hint });
}
