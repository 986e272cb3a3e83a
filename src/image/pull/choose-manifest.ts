import { NoBottleError, RegistryResponseError } from '../../core/errors.ts';
import type { ImageName } from '../image-name.ts';
import {
  describePlatform,
  formatPlatform,
  hasOsVersion,
  rankPlatform,
  withVariant,
} from '../image-platform.ts';
import type { Platform } from '../../registry/platform.ts';
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
  /** The platform that the index gives; undefined if only its config may name one. */
  readonly claimed: Platform | undefined;
  /** What a person should know about the choice, in whole sentences. */
  readonly notes: readonly string[];
  /** What the registry last said about its rate limit; undefined if it said nothing. */
  readonly rateLimit: RateLimit | undefined;
}

/** Where manifests and configs are read from. */
export interface ManifestTools {
  readonly source: RegistrySource;
  /** Reads the platform in the config of an image; undefined if it names none, or is not an image's config. */
  readonly platformOf: (manifest: ImageManifest) => Promise<Platform | undefined>;
}

/** How many images without a platform have their configs fetched to find the right one. */
const MAX_NAMELESS = 8;
const NAMELESS =
  'Its entries name no platform: ask for one by digest, brewpull image NAME@DIGEST; image inspect lists them.';
/** How many other images a note names. */
const MAX_SHOWN = 4;

/**
 * Follows indexes to the manifest for a platform: exactly that platform if it is offered, else the best variant that it also
 * runs; of several equal ones the first, as image-spec says. If no entry with a platform will do, the configs of those without
 * one decide. Throws {@link NoBottleError} that lists what there is, and {@link RegistryResponseError} if an entry that cannot
 * be read may be the right one.
 */
export async function chooseManifest(
  name: ImageName,
  wanted: Platform,
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
    if (some.some(({ platform }) => rankPlatform(platform, wanted) === 0)) break;
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

/** Lists the offers that are closest to the wanted platform, in the order served, each image once. */
function bestOf(offers: readonly ImageOffer[], wanted: Platform): readonly ImageOffer[] {
  const ranked = offers.map((offer) => ({
    offer,
    rank: rankPlatform(offer.platform, wanted) ?? Infinity,
  }));
  const best = ranked.reduce((least, { rank }) => Math.min(least, rank), Infinity);
  if (best === Infinity) return [];
  const alike = ranked.filter(({ rank }) => rank === best).map(({ offer }) => offer);
  return [...new Map(alike.map((offer) => [offer.digest, offer])).values()];
}

/** Finds the image without a platform whose config fits; if it is the only image of the index, its config does not matter. */
async function nameless(
  offers: readonly ImageOffer[],
  wanted: Platform,
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
      { hint: NAMELESS },
    );
  }
  return best === undefined ? [] : [{ ...best, platform: undefined }];
}

function notesOn(
  name: string,
  wanted: Platform,
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

function noPlatform(name: string, wanted: Platform, offers: readonly ImageOffer[]): NoBottleError {
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
