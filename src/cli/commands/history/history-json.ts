import type { SpanEnd } from '../../../history/state/bottle-span.ts';
import type { FormulaHistory } from '../../../workspace/histories/known-bottles.ts';
import type { HistoryOrigin } from '../../../workspace/histories/history-origin.ts';
import { toOriginJson } from './origin-views.ts';
import { formatPkgVersion } from '../../../core/pkg-version.ts';
import type { ShownBottle } from '../../../history/answers/shown-bottle.ts';
import type { HistoryVulns } from './history-vulns.ts';
import { toBuildVulnsJson, toHistoryVulnsJson } from './history-vulns-json.ts';
import type { HistoryTable } from '../../../history/answers/bottle-spans-table.ts';

/** Writes all bottles of a formula for programs, newest build first. */
export function toHistoryJson(
  formula: {
    readonly name: string;
    readonly tap: string;
    readonly extent: FormulaHistory['extent'];
    readonly origin: HistoryOrigin;
    /** What is known of vulnerabilities, where that was asked. */
    readonly vulns?: HistoryVulns | undefined;
  },
  table: HistoryTable,
): object {
  const { vulns } = formula;
  return {
    formula: formula.name,
    tap: formula.tap,
    ...toOriginJson(formula.origin),
    extent: formula.extent,
    ...(vulns === undefined ? {} : toHistoryVulnsJson(vulns)),
    builds: table.rows.map((row) => ({
      pkgVersion: row.pkgVersion,
      rebuild: row.rebuild,
      since: row.since ?? null,
      ...(vulns === undefined ? {} : toBuildVulnsJson(vulns, row)),
      bottles: row.cells.flatMap((cell) =>
        cell === undefined ? [] : [{ ...toSpanJson(cell.span), isLast: cell.isLast }],
      ),
    })),
  };
}

/** Writes one bottle with what brought and what dropped it. */
export function toSpanJson(span: ShownBottle): object {
  const { introduced, dropped } = span;
  return {
    bottleTag: span.bottleTag,
    [span.algorithm]: span.checksum,
    cellar: span.cellar ?? null,
    version: introduced.version,
    revision: introduced.revision,
    pkgVersion: formatPkgVersion(introduced),
    rebuild: introduced.rebuild,
    rootUrl: introduced.rootUrl ?? null,
    name: introduced.name,
    path: introduced.path ?? null,
    introducedBy: {
      commit: introduced.commit.oid ?? null,
      date: introduced.commit.date ?? null,
    },
    // Left out where it is not known: null says that the newest state still offers the bottle.
    ...(dropped === 'unknown' ? {} : { droppedBy: toEndJson(dropped) }),
    isUnsure: span.unsure !== undefined,
  };
}

function toEndJson(dropped: SpanEnd | undefined): object | null {
  if (dropped === undefined) return null;
  const { commit, version, revision } = dropped;
  return {
    commit: commit.oid ?? null,
    date: commit.date,
    pkgVersion: version === undefined ? null : formatPkgVersion({ version, revision }),
  };
}
