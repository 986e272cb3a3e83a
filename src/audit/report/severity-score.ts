import type { Severity } from '../advisories/advisory.ts';
import { cvssBaseScore } from '../advisories/severity/cvss.ts';
import type { KnownVulnerability } from './vulns-report.ts';

/** The middle of the band of CVSS 3.1 that has the name. */
const BAND_MIDDLE: Readonly<Record<Severity, number>> = {
  low: 2,
  medium: 5.5,
  high: 8,
  critical: 9.5,
};

/** The base score of CVSS 3 that a record gives, above 0; undefined where it gives none. */
export function baseScoreOf({ cvss }: Pick<KnownVulnerability, 'cvss'>): number | undefined {
  const score = cvss === undefined ? undefined : cvssBaseScore(cvss);
  return score === 0 ? undefined : score;
}

/**
 * A number to sort by, from 0.1 to 10: the base score, or the middle of the band where a record says only `high` and the like.
 * Undefined where it says neither.
 */
export function sortingScoreOf(
  vulnerability: Pick<KnownVulnerability, 'cvss' | 'severity'>,
): number | undefined {
  const { severity } = vulnerability;
  return baseScoreOf(vulnerability) ?? (severity === undefined ? undefined : BAND_MIDDLE[severity]);
}
