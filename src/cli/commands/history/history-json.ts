import { formatPkgVersion } from '../../../core/pkg-version.ts';
import type { HistoryRow, HistoryTable } from '../../../history/answers/bottle-spans-table.ts';
import type { ShownBottle } from '../../../history/answers/shown-bottle.ts';
import type { SpanEnd } from '../../../history/state/bottle-span.ts';
import type {
  BuildOutput,
  HistoryBottleOutput,
  HistoryFields,
  HistoryOutput,
} from '../../../output/history/history-output.ts';
import type { DropOutput } from '../../../output/parts/history-output.ts';
import type { HistoryOrigin } from '../../../workspace/histories/history-origin.ts';
import type { FormulaHistory } from '../../../workspace/histories/known-bottles.ts';
import { toOriginJson } from './origin-views.ts';

/** A formula, and where its history comes from. */
export interface DescribedHistory extends Pick<FormulaHistory, 'formula' | 'tap' | 'extent'> {
  readonly origin: HistoryOrigin;
}

/** Returns all bottles of a formula as plain data for JSON, newest build first. */
export function toHistoryJson(history: DescribedHistory, table: HistoryTable): HistoryOutput {
  const { formula } = history;
  return {
    ...toHistoryFields(history),
    builds: table.rows.map((row) => toBuildJson(row, formula)),
  };
}

/** Returns what applies to a history as a whole as plain data for JSON. */
export function toHistoryFields({ formula, tap, extent, origin }: DescribedHistory): HistoryFields {
  return { formula, tap, ...toOriginJson(origin), extent };
}

/** Returns one build of a formula, whose name today is `nameToday`, as plain data for JSON. */
export function toBuildJson(row: HistoryRow, nameToday: string): BuildOutput {
  const { pkgVersion, rebuild, since, cells } = row;
  return {
    pkgVersion,
    rebuild,
    since: since ?? null,
    bottles: cells.flatMap((cell) =>
      cell === undefined ? [] : [{ ...toSpanJson(cell.span, nameToday), isLast: cell.isLast }],
    ),
  };
}

/** Returns one bottle, with the commits that introduced and dropped it, as plain data for JSON. */
export function toSpanJson(span: ShownBottle, nameToday: string): HistoryBottleOutput {
  const { introduced, dropped, algorithm, checksum } = span;
  return {
    formula: introduced.name,
    ...(introduced.name === nameToday ? {} : { formulaNow: nameToday }),
    bottleTag: span.bottleTag,
    sha256: algorithm === 'sha256' ? checksum : null,
    sha1: algorithm === 'sha1' ? checksum : null,
    cellar: span.cellar ?? null,
    version: introduced.version,
    revision: introduced.revision,
    pkgVersion: formatPkgVersion(introduced),
    rebuild: introduced.rebuild,
    rootUrl: introduced.rootUrl ?? null,
    path: introduced.path ?? null,
    introducedBy: {
      commit: introduced.commit.oid ?? null,
      date: introduced.commit.date ?? null,
    },
    // Left out if it is not known: null means that the newest state still offers the bottle.
    ...(dropped === 'unknown' ? {} : { droppedBy: toEndJson(dropped) }),
    isUnsure: span.unsure !== undefined,
  };
}

function toEndJson(dropped: SpanEnd | undefined): DropOutput | null {
  if (dropped === undefined) return null;
  const { commit, version, revision } = dropped;
  return {
    commit: commit.oid ?? null,
    date: commit.date,
    pkgVersion: version === undefined ? null : formatPkgVersion({ version, revision }),
  };
}
