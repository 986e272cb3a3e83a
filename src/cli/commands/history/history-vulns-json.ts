import type { HistoryRow, HistoryTable } from '../../../history/answers/bottle-spans-table.ts';
import type {
  BuildVulnerabilitiesOutput,
  HistoryVulnsOutput,
} from '../../../output/history/history-vulns-output.ts';
import { toTargetJson } from '../resolve/resolution-json.ts';
import { countTotals, toSourceJson, toVersionJson } from '../vulns/vulns-json.ts';
import { toBuildJson, toHistoryFields, type DescribedHistory } from './history-json.ts';
import type { HistoryVulns } from './history-vulns.ts';

/** Returns all bottles of a formula as plain data for JSON, newest build first, with the known vulnerabilities of each build. */
export function toHistoryVulnsJson(
  history: DescribedHistory,
  table: HistoryTable,
  vulns: HistoryVulns,
): HistoryVulnsOutput {
  const { source, newest } = vulns;
  return {
    ...toHistoryFields(history),
    advisories: toSourceJson(source),
    withoutVulnerabilities: newest.map(({ target, version }) => ({
      target: toTargetJson(target),
      bottle: toVersionJson(version),
    })),
    builds: table.rows.map((row) => ({
      ...toBuildJson(row, history.formula),
      vulnerabilities: toVulnerabilitiesJson(vulns, row),
    })),
  };
}

function toVulnerabilitiesJson(
  { builds }: HistoryVulns,
  row: HistoryRow,
): BuildVulnerabilitiesOutput {
  const build = builds.get(row);
  if (build === undefined) throw new Error('Internal error: a build that was not judged');
  const { coverage, arePatchesKnown, open, patched, fixedCount } = build;
  return {
    coverage,
    arePatchesKnown,
    bySeverity: countTotals([build]).bySeverity,
    open: open.map(({ id, upstream, severity, fixedIn, because }) => ({
      id,
      upstream,
      severity: severity ?? null,
      because,
      fixedIn: fixedIn ?? null,
    })),
    patched: patched.map(({ id, upstream, because }) => ({ id, upstream, because })),
    fixedCount,
  };
}
