import { type BottleArch, parseBottleTag } from '../../core/bottle-tag.ts';
import { MACOS_RELEASES } from '../../core/macos.ts';
import { formatPkgVersion } from '../../core/pkg-version.ts';
import type { ShownBottle } from './shown-bottle.ts';

/** A system that bottles were built for. */
export interface HistoryColumn {
  /** `all`, `linux x86_64` and so on, or a macOS codename with its architecture: the same for every spelling of a bottle tag. */
  readonly key: string;
  /** The macOS version, `Linux`, `all`, or an unknown bottle tag as written. */
  readonly label: string;
  /** Apple's name for the release; empty for anything but macOS. */
  readonly displayName: string;
  /** Undefined for `all` and for unknown bottle tags. */
  readonly arch: BottleArch | undefined;
}

/** One bottle in the table. */
export interface HistoryCell {
  readonly span: ShownBottle;
  /** Whether it is the last one its system ever had. */
  readonly isLast: boolean;
}

/** One build of a formula. */
export interface HistoryRow {
  readonly pkgVersion: string;
  readonly rebuild: number;
  /** When its first bottle was introduced, ISO 8601; undefined if unknown. */
  readonly since: string | undefined;
  /** One for each column. */
  readonly cells: readonly (HistoryCell | undefined)[];
}

/** All bottles of a formula: one row per build, newest first; one column per system, oldest first within an architecture. */
export interface HistoryTable {
  readonly columns: readonly HistoryColumn[];
  readonly rows: readonly HistoryRow[];
}

interface Placed extends HistoryCell {
  readonly column: HistoryColumn;
  readonly order: number;
}

/** Arranges all bottles of a formula, for one architecture or all; `all` bottles belong to every architecture. */
export function arrangeHistory(
  spans: readonly ShownBottle[],
  options: { readonly arch: BottleArch | undefined },
): HistoryTable {
  const placed = placeSpans(spans).filter(
    ({ column }) =>
      options.arch === undefined || column.arch === undefined || column.arch === options.arch,
  );
  const byKey = new Map(placed.map((cell) => [cell.column.key, cell]));
  const columns = [...byKey.values()]
    .toSorted((a, b) => a.order - b.order)
    .map(({ column }) => column);
  const groups = new Map<string, Placed[]>();
  for (const cell of placed) {
    const { introduced } = cell.span;
    const key = `${formatPkgVersion(introduced)} ${introduced.rebuild}`;
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  const rows = [...groups.values()].map((cells) => toRow(cells, columns));
  return { columns, rows: sortRows(rows) };
}

/** Sorts rows newest first; if a date is unknown, keeps the order of the bottles, which is by age. */
function sortRows(rows: readonly HistoryRow[]): readonly HistoryRow[] {
  const dated = rows.flatMap((row) => (row.since === undefined ? [] : [{ row, since: row.since }]));
  if (dated.length < rows.length) return rows;
  return dated.toSorted((a, b) => (a.since < b.since ? 1 : -1)).map(({ row }) => row);
}

function placeSpans(spans: readonly ShownBottle[]): Placed[] {
  const seen = new Set<string>();
  const byAge = spans.toSorted((a, b) => a.age - b.age || a.position - b.position);
  return byAge.map((span) => {
    const { column, order } = columnOf(span.bottleTag);
    const isLast = !seen.has(column.key);
    seen.add(column.key);
    return { span, isLast, column, order };
  });
}

const ARCHS: readonly BottleArch[] = ['ppc', 'i386', 'x86_64', 'arm64'];

function columnOf(bottleTag: string): { readonly column: HistoryColumn; readonly order: number } {
  const parsed = parseBottleTag(bottleTag);
  if (parsed === undefined) {
    return {
      column: { key: bottleTag, label: bottleTag, displayName: '', arch: undefined },
      order: 9999,
    };
  }
  if (parsed.kind === 'all') {
    return { column: { key: 'all', label: 'all', displayName: '', arch: undefined }, order: -1 };
  }
  const { arch } = parsed;
  const place = ARCHS.indexOf(arch) * 100;
  if (parsed.kind === 'linux') {
    const column = { key: `linux ${arch}`, label: 'Linux', displayName: '', arch };
    return { column, order: 1000 + place };
  }
  const { codename, version, displayName } = parsed.release;
  const column = { key: `${codename} ${arch}`, label: version, displayName, arch };
  return { column, order: place + MACOS_RELEASES.indexOf(parsed.release) };
}

/** A build that was dropped and came back shows its newest bottle for each system. */
function toRow(cells: readonly Placed[], columns: readonly HistoryColumn[]): HistoryRow {
  const [first] = cells;
  if (first === undefined) throw new Error('Internal error: a build without bottles');
  const { introduced } = first.span;
  const dates = cells.flatMap(({ span }) => span.introduced.commit.date ?? []).toSorted();
  return {
    pkgVersion: formatPkgVersion(introduced),
    rebuild: introduced.rebuild,
    since: dates[0],
    cells: columns.map(({ key }) => {
      const cell = cells.find(({ column }) => column.key === key);
      return cell === undefined ? undefined : { span: cell.span, isLast: cell.isLast };
    }),
  };
}
