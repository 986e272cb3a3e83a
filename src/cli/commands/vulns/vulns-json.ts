import type {
  AdvisorySource,
  FixedBottle,
  JudgedBottle,
  KnownVulnerability,
  PouringVersion,
  VulnsReport,
} from '../../../audit/report/vulns-report.ts';
import type { Severity } from '../../../audit/advisories/advisory.ts';
import { parseTargetTag } from '../../../core/target.ts';
import type {
  AdvisoriesOutput,
  BottleVersionOutput,
} from '../../../output/parts/advisories-output.ts';
import type {
  AuditedBottleOutput,
  FixedBottleOutput,
  JudgedBottleOutput,
  KnownVulnerabilityOutput,
  VulnsOutput,
  VulnsTotalsOutput,
} from '../../../output/vulns/vulns-output.ts';
import { toErrorJson } from '../../render/error-json.ts';
import { toTargetJson } from '../resolve/resolution-json.ts';

/** Returns a report as plain data for JSON. */
export function toVulnsJson({ advisories, bottles, failures, notFound }: VulnsReport): VulnsOutput {
  return {
    advisories: toSourceJson(advisories),
    totals: countTotals(bottles),
    bottles: bottles.map(toBottleJson),
    failures: failures.map(({ error, ...failure }) => ({
      ...toAuditedJson(failure),
      error: toErrorJson(error),
    })),
    notFound: notFound.map(({ name, target, error }) => ({
      requested: name,
      target: toTargetJson(parseTargetTag(target)),
      error: toErrorJson(error),
    })),
  };
}

function toAuditedJson({
  bottle: { formula, ...bottle },
  formulaNow,
  fileName,
  target,
}: Pick<JudgedBottle, 'bottle' | 'formulaNow' | 'fileName' | 'target'>): AuditedBottleOutput {
  return {
    formula,
    ...(formulaNow === formula ? {} : { formulaNow }),
    ...bottle,
    fileName,
    target: toTargetJson(parseTargetTag(target)),
  };
}

/** Returns which advisories were used as plain data for JSON. */
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

/** Counts the open vulnerabilities by severity, and the bottles by what is known about them. */
export function countTotals(bottles: readonly Counted[]): VulnsTotalsOutput {
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

/** The parts of a bottle or a build that are counted. */
interface Counted extends Pick<JudgedBottle, 'coverage' | 'patched'> {
  readonly open: readonly Pick<KnownVulnerability, 'severity'>[];
}

function toBottleJson(judged: JudgedBottle): JudgedBottleOutput {
  const { isRequested, coverage, arePatchesKnown } = judged;
  return {
    ...toAuditedJson(judged),
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
}: KnownVulnerability): KnownVulnerabilityOutput {
  return {
    id,
    upstream,
    summary: summary ?? null,
    severity: severity ?? null,
    cvss: cvss ?? null,
    references,
  };
}

function toFixedJson(fixed: FixedBottle): FixedBottleOutput {
  if (fixed.status !== 'pours') return { status: fixed.status };
  const { pkgVersion, rebuild, bottleTag } = fixed.version;
  return { status: fixed.status, bottle: { pkgVersion, rebuild, bottleTag } };
}

/** Returns a bottle from the history as plain data for JSON; null if there is none. */
export function toVersionJson(version: PouringVersion | undefined): BottleVersionOutput | null {
  if (version === undefined) return null;
  const { pkgVersion, rebuild, bottleTag } = version;
  return { pkgVersion, rebuild, bottleTag };
}
