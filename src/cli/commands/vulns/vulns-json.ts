import type {
  AdvisorySource,
  FixedBottle,
  JudgedBottle,
  KnownVulnerability,
  PouringVersion,
  VulnsReport,
} from '../../../audit/report/vulns-report.ts';
import type { Severity } from '../../../audit/advisories/advisory.ts';
import type {
  AdvisoriesOutput,
  BottleVersionOutput,
  SeveritiesOutput,
} from '../../../output/parts/advisories-output.ts';
import { toErrorJson } from '../../render/error-json.ts';

/** Writes a report for programs. */
export function toVulnsJson({ advisories, bottles, failures, notFound }: VulnsReport): object {
  return {
    advisories: toSourceJson(advisories),
    totals: countTotals(bottles),
    bottles: bottles.map(toBottleJson),
    failures: failures.map(({ bottle, fileName, target, error }) => ({
      ...bottle,
      fileName,
      target,
      error: toErrorJson(error),
    })),
    notFound: notFound.map(({ name, target, error }) => ({
      name,
      target,
      error: toErrorJson(error),
    })),
  };
}

/** Writes which advisories were asked. */
export function toSourceJson({
  name,
  sha256,
  fetched,
  schemaVersion,
  count,
}: AdvisorySource): AdvisoriesOutput {
  return {
    source: name,
    sha256,
    fetched: fetched ?? null,
    recordSchema: schemaVersion ?? null,
    records: count,
  };
}

/** Counts what is open by severity, and the bottles by what is known of them. */
export function countTotals(bottles: readonly Counted[]): Totals {
  const open = bottles.flatMap((bottle) => bottle.open);
  const count = (severity: Severity | 'unknown'): number =>
    open.filter((each) => (each.severity ?? 'unknown') === severity).length;
  return {
    open: open.length,
    bySeverity: {
      critical: count('critical'),
      high: count('high'),
      medium: count('medium'),
      low: count('low'),
      unknown: count('unknown'),
    },
    patched: bottles.reduce((sum, { patched }) => sum + patched.length, 0),
    covered: bottles.filter(({ coverage }) => coverage === 'covered').length,
    notCovered: bottles.filter(({ coverage }) => coverage === 'not-covered').length,
  };
}

/** What of a bottle, or of a build, is counted. */
interface Counted extends Pick<JudgedBottle, 'coverage' | 'patched'> {
  readonly open: readonly Pick<KnownVulnerability, 'severity'>[];
}

/** What a report says in numbers. */
export interface Totals {
  readonly open: number;
  /** With `unknown` for those whose severity nobody wrote down. */
  readonly bySeverity: SeveritiesOutput;
  readonly patched: number;
  readonly covered: number;
  readonly notCovered: number;
}

function toBottleJson(judged: JudgedBottle): object {
  const { bottle, fileName, target, isRequested, coverage, arePatchesKnown } = judged;
  return {
    ...bottle,
    fileName,
    target,
    isRequested,
    coverage,
    arePatchesKnown,
    open: judged.open.map(({ because, fixedIn, fixedBottle, ...vulnerability }) => ({
      ...toKnownJson(vulnerability),
      because,
      fixedIn: fixedIn ?? null,
      fixedBottle: toFixedJson(fixedBottle),
    })),
    patched: judged.patched.map(({ because, fixedIn, ...vulnerability }) => ({
      ...toKnownJson(vulnerability),
      because,
      fixedIn: fixedIn ?? null,
    })),
    fixedCount: judged.fixedCount,
    withoutVulnerabilities: toVersionJson(judged.withoutVulnerabilities),
  };
}

function toKnownJson({
  id,
  upstream,
  summary,
  severity,
  cvss,
  references,
}: KnownVulnerability): object {
  return {
    id,
    upstream,
    summary: summary ?? null,
    severity: severity ?? null,
    cvss: cvss ?? null,
    references,
  };
}

function toFixedJson(fixed: FixedBottle): object {
  return fixed.status === 'pours'
    ? { status: fixed.status, bottle: toVersionJson(fixed.version) }
    : { status: fixed.status };
}

/** Writes a bottle that is in history; null where there is none. */
export function toVersionJson(version: PouringVersion | undefined): BottleVersionOutput | null {
  if (version === undefined) return null;
  const { pkgVersion, rebuild, bottleTag } = version;
  return { pkgVersion, rebuild, bottleTag };
}
