import type { HistoryRow } from '../../../history/answers/bottle-spans-table.ts';
import { countTotals, toSourceJson, toVersionJson } from '../vulns/vulns-json.ts';
import type { HistoryVulns } from './history-vulns.ts';

/** Writes for programs which advisories were asked about a history, and the newest bottle without a known vulnerability. */
export function toHistoryVulnsJson({ source, newest }: HistoryVulns): object {
  return {
    advisories: toSourceJson(source),
    withoutVulnerabilities: newest.map(({ target, version }) => ({
      target: target.bottleTag,
      bottle: toVersionJson(version),
    })),
  };
}

/** Writes what is known of one build's vulnerabilities. */
export function toBuildVulnsJson({ builds }: HistoryVulns, row: HistoryRow): object {
  const build = builds.get(row);
  if (build === undefined) return {};
  const { coverage, arePatchesKnown, open, patched, fixedCount } = build;
  return {
    vulnerabilities: {
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
    },
  };
}
