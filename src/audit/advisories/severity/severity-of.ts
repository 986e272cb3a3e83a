import type { Severity } from '../advisory.ts';
import { cvssSeverity } from './cvss.ts';

/** What a record says about the severity of its vulnerability. */
export interface SeverityClaims {
  readonly scores: readonly { readonly type: string; readonly score: string }[];
  /** Severity words, of which the first known one counts. */
  readonly words: readonly (string | undefined)[];
}

/** Which kind of score counts first. Brew understands only version 3; the others are here to keep the order the same. */
const KINDS = ['CVSS_V4', 'CVSS_V3', 'CVSS_V2'] as const;

/**
 * Rates a record as brew does (`extract_severity` in Library/Homebrew/vulns/vulnerability.rb at aad366ffaf): by the first score
 * that is understood, else by the first known word. `cvss` is the score that decided, else the first one there is.
 */
export function severityOf({ scores, words }: SeverityClaims): {
  readonly severity: Severity | undefined;
  readonly cvss: string | undefined;
} {
  const ordered = KINDS.flatMap((kind) => scores.filter(({ type }) => type === kind));
  for (const { score } of ordered) {
    const severity = cvssSeverity(score);
    if (severity !== undefined) return { severity, cvss: score };
  }
  const severity = words.map((word) => severityOfWord(word)).find((known) => known !== undefined);
  return { severity, cvss: ordered[0]?.score };
}

function severityOfWord(word: string | undefined): Severity | undefined {
  const lower = word?.toLowerCase();
  if (lower === 'moderate') return 'medium';
  return lower === 'critical' || lower === 'high' || lower === 'medium' || lower === 'low'
    ? lower
    : undefined;
}
