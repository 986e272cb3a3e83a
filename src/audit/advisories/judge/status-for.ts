import type { Advisory, AdvisoryCorpus } from '../advisory.ts';
import { judgeAdvisory, judgeAsBrew, type Judgement } from './judge-advisory.ts';

/** A record that counts for a version, and why. */
export interface JudgedAdvisory {
  readonly advisory: Advisory;
  readonly judgement: Judgement;
}

/** What the advisories say about one version of a formula. */
export interface FormulaStatus {
  /** Ordered by id. */
  readonly open: readonly JudgedAdvisory[];
  /** Those that a Homebrew patch closed, ordered by id. */
  readonly patched: readonly JudgedAdvisory[];
  /** How many a newer version closed without a patch. */
  readonly fixedCount: number;
}

/** How one record is judged: {@link judgeAdvisory} or, exactly as brew does, {@link brewJudgement}. */
export type Judge = (advisory: Advisory, formula: string, pkgVersion: string) => Judgement;

/**
 * Sorts out all records about a formula, as brew does (`status_for` in Library/Homebrew/vulns/advisory_database.rb at
 * aad366ffaf): those that cannot be compared are open. Undefined if there is no record about it, which says nothing about its
 * vulnerabilities. Throws what {@link AdvisoryCorpus.recordsFor} throws.
 */
export function statusFor(
  corpus: AdvisoryCorpus,
  { formula, pkgVersion }: { readonly formula: string; readonly pkgVersion: string },
  judge: Judge = judgeAdvisory,
): FormulaStatus | undefined {
  const records = corpus.recordsFor(formula);
  if (records.length === 0) return undefined;
  const judged = records
    .map((advisory) => ({ advisory, judgement: judge(advisory, formula, pkgVersion) }))
    .toSorted((a, b) => compareTexts(a.advisory.id, b.advisory.id));
  const fixed = judged.filter(({ judgement }) => judgement.state === 'fixed');
  const patched = fixed.filter(({ advisory }) => advisory.fix === 'patch');
  return {
    open: judged.filter(
      ({ judgement: { state } }) => state === 'affected' || state === 'unchecked',
    ),
    patched,
    fixedCount: fixed.length - patched.length,
  };
}

/** Judges exactly as brew does, for {@link statusFor}. */
export function brewJudgement(advisory: Advisory, formula: string, pkgVersion: string): Judgement {
  return { ...judgeAsBrew(advisory, formula, pkgVersion), isByRevision: false };
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
