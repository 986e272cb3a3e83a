import { comparePkgVersions, parsePkgVersion } from '../../../core/pkg-version.ts';
import { compareVersions } from '../../../core/version.ts';
import type { AffectedPackage, AffectedRange } from '../advisory.ts';
import { intervalsOf, withoutV, type Interval } from './intervals.ts';
import { compareSemver } from './semver.ts';

/** What the ranges of a record say about a version. */
export interface RangeStatus {
  /**
   * `affected`: a range or list contains it. `fixed`: none does, and it is past the end of a range. `not-applicable`: none does,
   * and it is past no end. `unchecked`: nothing in the record can be compared with it.
   */
  readonly state: 'affected' | 'fixed' | 'not-applicable' | 'unchecked';
  /** Where the range that contains it ends, or the newest end that it is past; undefined if there is none. */
  readonly fixedIn: string | undefined;
}

/** An order of versions; undefined if two cannot be compared. */
export type VersionOrder = (a: string, b: string) => number | undefined;

/** How brew orders the versions in an advisory: the revision is one more token, so `6.0_29` is as new as `6.0.29`. */
export const BREW_ORDER: VersionOrder = (a, b) =>
  isBlank(a) || isBlank(b) ? undefined : compareVersions(a, b);

/** How the Homebrew ecosystem orders them, as brew orders kegs: by version, then by revision. */
export const KEG_ORDER: VersionOrder = (a, b) =>
  isBlank(a) || isBlank(b) ? undefined : comparePkgVersions(parsePkgVersion(a), parsePkgVersion(b));

/**
 * Compares a pkg version with all ranges and lists of a package, as brew does (`range_status` in
 * Library/Homebrew/vulns/vulnerability.rb at aad366ffaf): `SEMVER` by Semantic Versioning, `GIT` not at all, all others by
 * `order`.
 */
export function rangeStatus(
  affected: readonly AffectedPackage[],
  pkgVersion: string,
  order: VersionOrder,
): RangeStatus {
  const target = withoutV(pkgVersion);
  const past: string[] = [];
  let isChecked = false;
  for (const { ranges, versions } of affected) {
    for (const { interval, compare } of intervalsIn(ranges, order)) {
      const place = placeIn(interval, target, compare);
      if (place === undefined) continue;
      isChecked = true;
      const { upper, isUpperAffected } = interval;
      if (place === 'inside') {
        return { state: 'affected', fixedIn: isUpperAffected ? undefined : upper };
      }
      if (place === 'past' && upper !== undefined) past.push(upper);
    }
    if (versions.some((version) => withoutV(version) === target)) {
      return { state: 'affected', fixedIn: undefined };
    }
    isChecked ||= versions.length > 0;
  }
  if (!isChecked) return { state: 'unchecked', fixedIn: undefined };
  return { state: past.length > 0 ? 'fixed' : 'not-applicable', fixedIn: newestOf(past, order) };
}

function* intervalsIn(ranges: readonly AffectedRange[], order: VersionOrder) {
  for (const { type, events } of ranges) {
    if (type === 'GIT') continue;
    const compare = type === 'SEMVER' ? compareSemver : order;
    for (const interval of intervalsOf(events)) yield { interval, compare };
  }
}

/** Says where a version is relative to an interval; undefined if a boundary cannot be compared. */
function placeIn(
  { lower, upper, isUpperAffected }: Interval,
  target: string,
  compare: VersionOrder,
): 'before' | 'inside' | 'past' | undefined {
  const fromLower = lower === undefined ? 0 : compare(target, lower);
  const fromUpper = upper === undefined ? -1 : compare(target, upper);
  if (fromLower === undefined || fromUpper === undefined) return undefined;
  // An interval may end before it begins; then a version past its end is fixed, as in brew.
  if (isUpperAffected ? fromUpper > 0 : fromUpper >= 0) return 'past';
  return fromLower >= 0 ? 'inside' : 'before';
}

/** Returns the newest; of equals, the first. Ends of `SEMVER` ranges are ordered like the others, as in brew. */
function newestOf(versions: readonly string[], order: VersionOrder): string | undefined {
  let newest = versions[0];
  for (const version of versions) {
    if (newest !== undefined && (order(version, newest) ?? 0) > 0) newest = version;
  }
  return newest;
}

/** Checks for a blank version. Brew fails for such a record; here it cannot be compared, and so counts as open. */
function isBlank(version: string): boolean {
  return version.trim() === '';
}
