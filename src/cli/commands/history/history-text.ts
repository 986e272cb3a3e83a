import type {
  HistoryCell,
  HistoryColumn,
  HistoryTable,
} from '../../../history/answers/bottle-spans-table.ts';
import { oneLine } from '../../render/harmless.ts';
import { formatCount } from '../../render/count.ts';
import type { Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';
import { formatBuild } from './format-build.ts';
import type { HistoryVulns } from './history-vulns.ts';
import { isCovered, isNewestWithout, vulnsCell } from './history-vulns-text.ts';

/** How many of the newest builds are shown unless all are asked for. */
const NEWEST = 12;

/**
 * Renders the bottles of a formula: builds down, systems across, with `last` where a system got its last one. Without `all`, it
 * shows the newest builds, those that are the last for some system, and the newest without a known vulnerability.
 */
export function renderHistory(
  formula: string,
  table: HistoryTable,
  options: {
    readonly style: Style;
    readonly all: boolean;
    /** Lines about where the history comes from. */
    readonly rest?: readonly string[];
    /** What is known about vulnerabilities, if that was asked for. */
    readonly vulns?: HistoryVulns | undefined;
  },
): string {
  const { style, all, rest = [], vulns } = options;
  const source = rest.map((line) => `${style.dim(oneLine(line))}\n`).join('');
  if (table.rows.length === 0) return `${formula} has no bottle in this history\n${source}`;
  const shown = table.rows.filter(
    (row, index) =>
      all ||
      index < NEWEST ||
      row.cells.some((cell) => cell?.isLast === true) ||
      (vulns !== undefined && isNewestWithout(vulns, row)),
  );
  const judged = vulns !== undefined && isCovered(vulns) ? vulns : undefined;
  const rows = [
    [
      'VERSION',
      'SINCE',
      ...(judged === undefined ? [] : ['VULNERABILITIES']),
      ...table.columns.map(columnTitle),
    ].map((title) => style.bold(title)),
    ...shown.map((row) => [
      formatBuild(row),
      row.since?.slice(0, 10) ?? '',
      ...(judged === undefined ? [] : [vulnsCell(judged, row, style)]),
      ...row.cells.map((cell) => cellText(cell, style)),
    ]),
  ];
  const drawn = renderTable(rows, style);
  const hidden = table.rows.length - shown.length;
  const note =
    hidden > 0
      ? `${style.dim(`${formatCount(hidden, 'more build', 'more builds')}: add --all`)}\n`
      : '';
  return `${style.bold(formula)}\n${drawn}${note}${source}`;
}

/** Formats a system in one or two words: `11`, `arm 14`, `Linux`. */
function columnTitle({ label, arch }: HistoryColumn): string {
  if (arch === 'arm64') return `arm ${label}`;
  return arch === undefined || arch === 'x86_64' ? label : `${arch} ${label}`;
}

function cellText(cell: HistoryCell | undefined, style: Style): string {
  if (cell === undefined) return '';
  const mark = cell.isLast ? style.bold('last') : style.marks.bullet;
  return cell.span.unsure === undefined ? mark : `${mark}?`;
}
