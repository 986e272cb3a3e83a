import { isNamePart } from '../../core/bottle-name.ts';
import { isHex, type Digest, type Hex } from '../../core/digest.ts';
import type { Platform } from '../platform.ts';
import { parseReference, type BottleRelease } from '../reference.ts';
import type { Rejection } from './rejection.ts';
import type { BrokenEntry, ImageIndex, IndexEntry } from './document-schema.ts';

/** One bottle of an index, as Homebrew wrote it (`upload_bottle`, Library/Homebrew/github_packages.rb:153-379 at aad366ffaf). */
export interface IndexedBottle {
  /** The digest of the manifest, not of the bottle. */
  readonly manifestDigest: Digest;
  readonly manifestSizeBytes: number;
  /** The bottle tag's name, as written in {@link IndexedBottle.refName}. */
  readonly bottleTag: string;
  /** `pkgVersion.TAG[.rebuild]`, including characters that references may not contain. */
  readonly refName: string;
  /** The sha256 of the bottle itself. */
  readonly sha256: Hex;
  /** The size of the bottle; undefined before brew 4.0.15. */
  readonly sizeBytes: number | undefined;
  /** Undefined before brew 4.3.18. */
  readonly installedSizeBytes: number | undefined;
  /** `sh.brew.tab`, for `parseBottleTab`; undefined if the uploader had none. */
  readonly tabJson: string | undefined;
  /** The build machine; undefined for `all` since brew 5.1.12. */
  readonly platform: Platform | undefined;
}

/** An index as Homebrew wrote it: all bottles of one version and rebuild. */
export interface BottleIndex extends BottleRelease {
  /** In the order served; the same bottle tag may appear twice with different bottles. */
  readonly bottles: readonly IndexedBottle[];
  /** Entries that could not be read as a bottle and were left out. */
  readonly rejected: readonly Rejection[];
  /** As written: RFC 3339, or only a date. */
  readonly created: string | undefined;
  /** The tap's commit at bottling; it may never have reached the main branch. */
  readonly revision: string | undefined;
  /** The URL of the formula file. */
  readonly source: string | undefined;
}

/**
 * Reads an index as Homebrew's. `reference` is what it was requested by, and is used only if the index does not state its
 * version. Never throws: an index of something else has no bottles and says why.
 */
export function readBottleIndex(index: ImageIndex, reference: string | undefined): BottleIndex {
  const release = chooseRelease(index, reference);
  const isOfBottles = isHomebrews(index);
  const bottles: IndexedBottle[] = [];
  const broken: BrokenEntry[] = [...index.broken];
  for (const entry of index.entries) {
    const bottle = readBottle(entry, release);
    if (typeof bottle !== 'string') bottles.push(bottle);
    else if (entry.kind === 'manifest') {
      const { annotations, platform } = entry;
      broken.push({ where: entry.digest, reason: bottle, annotations, platform });
    }
  }
  const told = new Set(index.broken.map(({ where }) => where));
  const rejected = [
    ...index.rejected.filter(({ where }) => !told.has(where)),
    ...broken.map(({ where, reason, annotations, platform }): Rejection => {
      const refName = annotations.get(REF_NAME);
      const bottleTag =
        refName === undefined ? undefined : (tagIn(refName, release) ?? lastTag(refName));
      return isOfBottles ? { where, reason, bottle: { bottleTag, platform } } : { where, reason };
    }),
  ];
  return {
    ...release,
    bottles,
    rejected,
    created: index.annotations.get('org.opencontainers.image.created'),
    revision: index.annotations.get('org.opencontainers.image.revision'),
    source: index.annotations.get('org.opencontainers.image.source'),
  };
}

/**
 * Finds a bottle by its bottle tag, and by its sha256 if known. Checks both, as brew does: the same bytes may be under two bottle
 * tags (`manifest_annotations`, Library/Homebrew/resource.rb:449-484 at aad366ffaf). The first match wins.
 */
export function findBottle(
  index: BottleIndex,
  bottleTag: string,
  sha256?: Hex,
): IndexedBottle | undefined {
  return index.bottles.find(
    (bottle) =>
      bottle.bottleTag === bottleTag && (sha256 === undefined || bottle.sha256 === sha256),
  );
}

/** Returns whether an index is of bottles and not of an ordinary image: by its type, or by anything only bottles have. */
function isHomebrews({ annotations, entries, broken }: ImageIndex): boolean {
  return (
    annotations.get('com.github.package.type') === 'homebrew_bottle' ||
    [...entries, ...broken].some((entry) =>
      [...entry.annotations.keys()].some((key) => key.startsWith('sh.brew.')),
    )
  );
}

/** Extracts whatever is in the position of the bottle tag, whatever the version. */
function lastTag(refName: string): string | undefined {
  return /\.([a-z]\w*)(?:\.\d+)?$/.exec(refName)?.[1];
}

/** Returns the bottle, or the reason why there is none. */
function readBottle(entry: IndexEntry, release: BottleRelease): IndexedBottle | string {
  const { annotations } = entry;
  const refName = annotations.get(REF_NAME);
  const sha256 = annotations.get('sh.brew.bottle.digest');
  if (refName === undefined || sha256 === undefined) return 'has no annotations of a bottle';
  const bottleTag = tagIn(refName, release);
  if (bottleTag === undefined) return 'is named for a different version than its index';
  if (!isHex(sha256)) return 'has a bottle digest that is not a sha256';
  return {
    manifestDigest: entry.digest,
    manifestSizeBytes: entry.sizeBytes,
    bottleTag,
    refName,
    sha256,
    sizeBytes: readCount(annotations.get('sh.brew.bottle.size')),
    installedSizeBytes: readCount(annotations.get('sh.brew.bottle.installed_size')),
    tabJson: annotations.get('sh.brew.tab'),
    platform: entry.platform,
  };
}

/** Versions may contain dots and dashes too, so the reading that fits the most entries wins. */
function chooseRelease(index: ImageIndex, reference: string | undefined): BottleRelease {
  const refNames = index.entries.flatMap((entry) => entry.annotations.get(REF_NAME) ?? []);
  let best: BottleRelease = { pkgVersion: reference ?? '', rebuild: 0 };
  let bestCount = -1;
  for (const release of candidateReleases(index, reference)) {
    const count = refNames.filter((refName) => tagIn(refName, release) !== undefined).length;
    if (count > bestCount) {
      best = release;
      bestCount = count;
    }
  }
  return best;
}

function candidateReleases(
  index: ImageIndex,
  reference: string | undefined,
): readonly BottleRelease[] {
  const version = namePart(index.annotations.get('org.opencontainers.image.version'));
  const named = namePart(index.annotations.get(REF_NAME)) ?? reference;
  const readings = named === undefined ? [] : parseReference(named);
  if (version === undefined) return readings;
  // The annotation keeps characters that the reference had to replace, so only the rebuild comes from the reference.
  const rebuilds = new Set([
    ...readings.filter(({ pkgVersion }) => sameButReplaced(pkgVersion, version)),
    { rebuild: 0 },
  ]);
  return [...rebuilds].map(({ rebuild }) => ({ pkgVersion: version, rebuild }));
}

/** A version becomes part of a file name, so one that cannot be counts as missing. */
function namePart(text: string | undefined): string | undefined {
  return text !== undefined && isNamePart(text) ? text : undefined;
}

function sameButReplaced(mapped: string, version: string): boolean {
  return withDots(mapped) === withDots(version);
}

function withDots(text: string): string {
  return text.replaceAll(/[^a-zA-Z0-9._-]/g, '.');
}

function tagIn(refName: string, { pkgVersion, rebuild }: BottleRelease): string | undefined {
  const start = `${pkgVersion}.`;
  const end = rebuild > 0 ? `.${rebuild}` : '';
  if (!refName.startsWith(start) || !refName.endsWith(end)) return undefined;
  const bottleTag = refName.slice(start.length, refName.length - end.length);
  return /^[a-z]\w*$/.test(bottleTag) ? bottleTag : undefined;
}

function readCount(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,15}$/.test(text)) return undefined;
  return Number(text);
}

const REF_NAME = 'org.opencontainers.image.ref.name';
