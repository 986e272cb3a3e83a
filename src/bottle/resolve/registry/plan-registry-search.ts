import { comparePkgVersions, parsePkgVersion, type PkgVersion } from '../../../core/pkg-version.ts';
import { keepWanted, versionOf, type WantedVersion } from '../../../core/wanted-version.ts';
import { parseReference, withDots } from '../../../registry/reference.ts';

/** A reference of a registry that may name a bottle index. */
export interface Candidate {
  readonly reference: string;
  /** Its place in the registry's list, from 0. */
  readonly position: number;
}

/** What an index turns out to be once it is read. */
interface Build {
  readonly pkgVersion: PkgVersion;
  readonly rebuild: number;
  /** When it was built, ISO 8601; undefined when the index does not say. */
  readonly created: string | undefined;
}

/** A candidate whose index was read and has a bottle for the target. */
export interface UsableBuild extends Build {
  readonly position: number;
}

/**
 * Orders the references of an image newest first as Homebrew orders versions. A trailing `-N` may be a rebuild or part of
 * the version (`7.1.1-18`), so each is ordered by its newest possible reading; only reading an index shows what it is.
 * References that cannot be versions (`latest`, `sha256-…` of the referrers tag schema) are left out.
 */
export function orderCandidates(references: readonly string[]): readonly Candidate[] {
  return references
    .map((reference, position) => ({ reference, position }))
    .filter(({ reference }) => /\d/.test(reference) && !/^sha\d+-[0-9a-f]{40,}/.test(reference))
    .map((candidate) => ({ candidate, reading: newestReading(candidate.reference) }))
    .toSorted((a, b) => compareReadings(b.reading, a.reading))
    .map(({ candidate }) => candidate);
}

/** A release that is known without the registry; older ones need not be read. */
export interface KnownRelease {
  readonly pkgVersion: PkgVersion;
  /** -1 to read its own indexes as well. */
  readonly rebuild: number;
  /** Its possible names in the registry, then those of older releases: the first one listed marks where newer ones begin. */
  readonly references: readonly string[];
}

/** Keeps the candidates that may be newer than a release. */
export function newerCandidates(
  candidates: readonly Candidate[],
  release: KnownRelease,
  { isChronological }: { readonly isChronological: boolean },
): readonly Candidate[] {
  const places = new Map(candidates.map(({ reference, position }) => [reference, position]));
  const [first] = release.references.flatMap((reference) => places.get(reference) ?? []);
  // If neither it nor an older one is listed, only the version decides.
  const known = { ...release, created: undefined, position: first ?? Infinity };
  return candidates.filter((candidate) => mayBeNewer(candidate, known, { isChronological }));
}

/** Keeps the candidates that may be of one version; only reading them shows what they are. */
export function wantedCandidates(
  candidates: readonly Candidate[],
  { text }: WantedVersion,
): readonly Candidate[] {
  const wanted = { text: withDots(text) };
  return candidates.filter(({ reference }) =>
    parseReference(reference).some(({ pkgVersion, rebuild }) => {
      const built = { ...parsePkgVersion(withDots(pkgVersion)), rebuild };
      return keepWanted([built], wanted, (each) => each).builds.length > 0;
    }),
  );
}

/**
 * Orders the candidates around a missing version, the likeliest substitutes first: those that begin with it, newest first, then
 * the next newer and the next older ones in turn. `candidates` are newest first.
 */
export function nearCandidates(
  candidates: readonly Candidate[],
  wanted: WantedVersion,
): readonly Candidate[] {
  const version = versionOf(wanted);
  const asked = { pkgVersion: { version, revision: 0 }, rebuild: 0 };
  const begins = candidates.filter(({ reference }) => reference.startsWith(`${version}.`));
  const newer = candidates.filter(
    ({ reference }) => compareReadings(newestReading(reference), asked) > 0,
  );
  const older = candidates.slice(newer.length);
  const byTurns = newer
    .toReversed()
    .flatMap((each, index) => [each, ...older.slice(index, index + 1)]);
  return [...new Set([...begins, ...byTurns, ...older])];
}

/**
 * Returns whether a candidate could be newer than what was found, so that its index must be read before the answer is
 * certain. If the registry lists in order of upload, a version that sorts lower may still be newer: formulae change their
 * version scheme (`2023.01` to `1.0`).
 */
export function mayBeNewer(
  candidate: Candidate,
  found: UsableBuild,
  { isChronological }: { readonly isChronological: boolean },
): boolean {
  if (isChronological && candidate.position > found.position) return true;
  return compareReadings(newestReading(candidate.reference), found) > 0;
}

/** Compares two builds by version and rebuild, or by date if the order of the list agrees: version schemes may change. */
export function compareBuilds(
  a: UsableBuild,
  b: UsableBuild,
  { isChronological }: { readonly isChronological: boolean },
): number {
  const byVersion = compareReadings(a, b);
  if (!isChronological || a.created === undefined || b.created === undefined) return byVersion;
  const byDate = Math.sign(Date.parse(a.created) - Date.parse(b.created));
  const byPosition = Math.sign(a.position - b.position);
  return byDate === byPosition && byDate !== 0 ? byDate : byVersion;
}

/** Returns whether a registry's list may be in order of upload: ghcr.io's is; the reference registry sorts by text. */
export function isListChronological(references: readonly string[]): boolean {
  return references.some((reference, index) => {
    const next = references[index + 1];
    return next !== undefined && next < reference;
  });
}

/** Returns the newest possible reading of a reference: `1.0-2` as version `1.0-2`, or as rebuild 2 of `1.0`. */
function newestReading(reference: string): Pick<Build, 'pkgVersion' | 'rebuild'> {
  const whole = { pkgVersion: parsePkgVersion(reference), rebuild: 0 };
  const [, version, rebuild] = /^(.+)-(\d+)$/.exec(reference) ?? [];
  if (version === undefined) return whole;
  const split = { pkgVersion: parsePkgVersion(version), rebuild: Number(rebuild) };
  return compareReadings(whole, split) >= 0 ? whole : split;
}

function compareReadings(
  a: Pick<Build, 'pkgVersion' | 'rebuild'>,
  b: Pick<Build, 'pkgVersion' | 'rebuild'>,
): number {
  return comparePkgVersions(a.pkgVersion, b.pkgVersion) || a.rebuild - b.rebuild;
}
