import type { Advisory } from '../advisory.ts';
import { BREW_ORDER, KEG_ORDER, rangeStatus, type RangeStatus } from './range-status.ts';

/** What a record says about a version, by the worse of two orders. */
export interface Judgement extends RangeStatus {
  /** Whether brew's own order says that it is not affected, but the order of versions with revisions says that it is. */
  readonly isByRevision: boolean;
}

/** What OSV records call the formulae of homebrew/core. */
const ECOSYSTEM = 'Homebrew';

/**
 * Judges a pkg version by one record. Brew compares `6.0_29` as if it were `6.0.29`, which is newer than `6.0.1`; in Homebrew's
 * order of kegs it is older. If only the second says that the version is affected, that counts. Never throws.
 */
export function judgeAdvisory(advisory: Advisory, formula: string, pkgVersion: string): Judgement {
  const brew = judgeAsBrew(advisory, formula, pkgVersion);
  if (brew.state === 'affected') return { ...brew, isByRevision: false };
  const keg = rangeStatus(entriesFor(advisory, formula), pkgVersion, KEG_ORDER);
  return keg.state === 'affected'
    ? { ...keg, isByRevision: true }
    : { ...brew, isByRevision: false };
}

/** Judges a pkg version by one record exactly as brew's `range_status` does. Never throws. */
export function judgeAsBrew(advisory: Advisory, formula: string, pkgVersion: string): RangeStatus {
  return rangeStatus(entriesFor(advisory, formula), pkgVersion, BREW_ORDER);
}

function entriesFor({ affected }: Advisory, formula: string) {
  return affected.filter(({ ecosystem, name }) => ecosystem === ECOSYSTEM && name === formula);
}
