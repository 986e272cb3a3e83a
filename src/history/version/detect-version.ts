import { createSubject, decodeForm, type VersionSubject } from './stem.ts';
import { DECODING_SINCE, VERSION_RULES, type VersionRule } from './rules.ts';

/** What else affects the version besides the URL. */
export interface VersionSpecs {
  /** A git tag, which is read instead of the URL. */
  readonly gitTag?: string | undefined;
  /** The ISO date or time whose rules apply; by default today's. */
  readonly date?: string | undefined;
}

/** Longer texts are not URLs, and would only slow down the rules. */
const MAX_LENGTH = 2048;
/** Later than any change to the rules. */
const TODAY = '9999-12-31';
/** The first day of each set of rules, newest first. */
const ERAS: readonly string[] = [
  ...new Set(VERSION_RULES.flatMap(({ since, until }) => [since, until])),
  DECODING_SINCE,
  '0000-01-01',
]
  .filter((day) => day !== undefined)
  .toSorted((a, b) => (a < b ? 1 : -1));

/**
 * Reads the version from a URL by Homebrew's ordered rules; undefined if none applies.
 * Rules: `Version.detect` in Library/Homebrew/version.rb at aad366ffaf.
 */
export function detectVersion(url: string, specs: VersionSpecs = {}): string | undefined {
  return readInEra(new Readings(specs.gitTag ?? url), eraOf(specs.date));
}

/**
 * Lists the versions that the rules of other years read from the same URL, newest rules first, without that of
 * {@link detectVersion}: a bottle keeps the version that was read when it was built.
 */
export function otherEraVersions(url: string, specs: VersionSpecs = {}): readonly string[] {
  return detectAllVersions(url, specs).otherVersions;
}

/** Returns what {@link detectVersion} and {@link otherEraVersions} return, at little more than the cost of one. */
export function detectAllVersions(
  url: string,
  specs: VersionSpecs = {},
): { readonly version: string | undefined; readonly otherVersions: readonly string[] } {
  const byEra = readInAllEras(new Readings(specs.gitTag ?? url));
  const version = byEra.get(eraOf(specs.date));
  const found = new Set(ERAS.flatMap((era) => byEra.get(era) ?? []));
  found.delete(version ?? '');
  return { version, otherVersions: [...found] };
}

/** Returns the first day of the rules in force on a date: dates with the same first day read the same version from a URL. */
function eraOf(date: string | undefined): string {
  const day = date?.slice(0, 10) ?? TODAY;
  return ERAS.find((era) => era <= day) ?? day;
}

function readInEra(readings: Readings, day: string): string | undefined {
  const isDecoded = day >= DECODING_SINCE;
  for (const rule of VERSION_RULES) {
    if (!hasRule(day, rule)) continue;
    const version = readings.read(rule, isDecoded);
    if (version !== '') return version;
  }
  return undefined;
}

/** Tries each rule once for all the eras that have it, until every era has read something. */
function readInAllEras(readings: Readings): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let open = ERAS;
  for (const rule of VERSION_RULES) {
    const [early, late] = [readings.read(rule, false), readings.read(rule, true)];
    if (early === '' && late === '') continue;
    open = open.filter((era) => {
      const version = era >= DECODING_SINCE ? late : early;
      if (version === '' || !hasRule(era, rule)) return true;
      found.set(era, version);
      return false;
    });
    if (open.length === 0) break;
  }
  return found;
}

function hasRule(day: string, { since, until }: VersionRule): boolean {
  return day >= (since ?? '') && day < (until ?? TODAY);
}

/** One text under every rule; each rule is tried once, no matter how many eras ask for it. */
class Readings {
  readonly #plain: VersionSubject;
  readonly #decoded: VersionSubject;
  readonly #seen = new Map<RegExp, string>();

  constructor(text: string) {
    const kept = text.length > MAX_LENGTH ? '' : text;
    const decoded = decodeForm(kept);
    this.#plain = createSubject(kept);
    this.#decoded = decoded === kept ? this.#plain : createSubject(decoded);
  }

  /** Reads a version by one rule; empty if it does not match. */
  read(rule: VersionRule, isDecoded: boolean): string {
    if (!isDecoded && this.#plain !== this.#decoded) return apply(rule, this.#plain);
    const known = this.#seen.get(rule.pattern);
    if (known !== undefined) return known;
    const version = apply(rule, this.#decoded);
    this.#seen.set(rule.pattern, version);
    return version;
  }
}

function apply({ on, pattern, isUnderscored }: VersionRule, subject: VersionSubject): string {
  const version = pattern.exec(subject[on])?.[1] ?? '';
  if (version.trim() === '') return '';
  return isUnderscored === undefined ? version : version.replaceAll('_', '.');
}
