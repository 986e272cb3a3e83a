import type { BottleSpan } from '../../../history/state/bottle-span.ts';
import { formatPkgVersion } from '../../../core/pkg-version.ts';
import type { HistoryTable } from '../../../history/answers/bottle-spans-table.ts';

/** Writes all bottles of a formula for programs, newest build first. */
export function toHistoryJson(
  formula: {
    readonly name: string;
    readonly tap: string;
    readonly head: string;
    /** When the history begins, ISO 8601. */
    readonly begins: string | undefined;
  },
  table: HistoryTable,
): object {
  return {
    formula: formula.name,
    tap: formula.tap,
    head: formula.head,
    searchedFrom: formula.begins ?? null,
    builds: table.rows.map((row) => ({
      pkgVersion: row.pkgVersion,
      rebuild: row.rebuild,
      since: row.since,
      bottles: row.cells.flatMap((cell) =>
        cell === undefined ? [] : [{ ...toSpanJson(cell.span), isLast: cell.isLast }],
      ),
    })),
  };
}

/** Writes one bottle with what brought and what dropped it. */
export function toSpanJson(span: BottleSpan): object {
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
    path: introduced.path,
    introducedBy: { commit: introduced.commit.oid ?? null, date: introduced.commit.date },
    droppedBy:
      dropped === undefined
        ? null
        : {
            commit: dropped.commit.oid ?? null,
            date: dropped.commit.date,
            pkgVersion:
              dropped.version === undefined
                ? null
                : formatPkgVersion({ version: dropped.version, revision: dropped.revision }),
          },
    isUnsure: span.unsure !== undefined,
  };
}
