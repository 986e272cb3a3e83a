import type { Severity } from '../advisories/advisory.ts';
import { cvssBaseScore } from '../advisories/severity/cvss.ts';
import type { KnownVulnerability } from './vulns-report.ts';

/** The middle of the CVSS 3.1 band with that name. */
const BAND_MIDDLE: Readonly<Record<Severity, number>> = {
  low: 2,
  medium: 5.5,
  high: 8,
  critical: 9.5,
};

/** Returns the CVSS 3 base score of a record, above 0; undefined if it has none. */
export function baseScoreOf({ cvss }: Pick<KnownVulnerability, 'cvss'>): number | undefined {
  const score = cvss === undefined ? undefined : cvssBaseScore(cvss);
  return score === 0 ? undefined : score;
}

/**
 * Returns a number to sort by, from 0.1 to 10: the base score, or the middle of the band if a record says only `high` and the
 * like. Undefined if it says neither.
 */
export function sortingScoreOf(
  vulnerability: Pick<KnownVulnerability, 'cvss' | 'severity'>,
): number | undefined {
  const { severity } = vulnerability;
  return baseScoreOf(vulnerability) ?? (severity === undefined ? undefined : BAND_MIDDLE[severity]);
}
