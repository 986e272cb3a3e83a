import { formatTarget } from '../../../core/target.ts';
import type {
  Coverage,
  CoverageMonth,
  CoverageRow,
} from '../../../history/answers/plan-coverage.ts';
import type { HistoryOrigin } from '../../../workspace/histories/history-origin.ts';
import { oneLine } from '../../render/harmless.ts';
import { formatCount } from '../../render/count.ts';
import { drawBar } from '../../render/marks.ts';
import type { Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';

const CHART_WIDTH = 40;
/** How many formulae are listed unless all are asked for. */
const LISTED = 20;

/** Renders what a target gets: the counts, a bar for each month in which formulae stopped, and the last version of each. */
export function renderCoverage(
  coverage: Coverage,
  options: {
    readonly style: Style;
    readonly all: boolean;
    readonly filter?: string | undefined;
    readonly origin: Pick<HistoryOrigin, 'kind' | 'description' | 'begins'>;
  },
): string {
  const { style, all, filter, origin } = options;
  const { begins } = origin;
  const { target, pours, ever, months, rows, unknown } = coverage;
  const since = begins === undefined ? '' : ` from ${begins.slice(0, 10)} on`;
  const named = filter === undefined ? '' : `, formulae with "${filter}" in their name`;
  if (rows.length === 0) {
    return `${style.bold(formatTarget(target))}${named}\n  none has a bottle in the history${since}\n${renderUnknown(unknown)}${renderOrigin(origin)}`;
  }
  const head = [
    `${style.bold(formatTarget(target))}${named}`,
    `  ${formatCount(pours, 'formula has', 'formulae have')} a bottle today`,
    `  ${ever - pours} had one and stopped, in the history${since}`,
    `${renderUnknown(unknown)}${renderOrigin(origin)}`,
  ];
  const chart =
    months.length === 0 ? '' : `${style.bold('Stopped')}\n${renderChart(months, style)}\n`;
  const stopped = rows.filter(({ status }) => status !== 'pours');
  const listed = all ? rows : stopped.toSorted(byStopped).slice(0, LISTED);
  const table = renderTable(
    [
      ['FORMULA', 'LAST VERSION', 'BOTTLE', 'BUILT', 'STOPPED'],
      ...listed.map((row) => [
        row.name,
        `${row.pkgVersion}${row.rebuild > 0 ? `-${row.rebuild}` : ''}${row.isUnsure ? '?' : ''}`,
        row.bottleTag,
        row.introduced.slice(0, 10),
        row.stopped === undefined
          ? 'offered'
          : `${row.stopped.slice(0, 10)}${row.status === 'removed' ? ' (removed)' : ''}`,
      ]),
    ],
    style,
  );
  const hidden = rows.length - listed.length;
  const note =
    hidden > 0
      ? `${style.dim(`${formatCount(hidden, 'more formula', 'more formulae')}: add --all`)}\n`
      : '';
  return `${head.join('\n')}\n${chart}${listed.length === 0 ? '' : table}${note}`;
}

/** Sorts the latest first; dates in one format need no locale rules, which are slow. */
function byStopped({ stopped: a = '' }: CoverageRow, { stopped: b = '' }: CoverageRow): number {
  if (a === b) return 0;
  return a < b ? 1 : -1;
}

/** Names the source unless it is a clone, which the user knows about. */
function renderOrigin({ kind, description }: Pick<HistoryOrigin, 'kind' | 'description'>): string {
  return kind === 'git' ? '' : `  from ${oneLine(description)}\n`;
}

function renderUnknown(names: readonly string[]): string {
  if (names.length === 0) return '';
  const count = formatCount(names.length, 'formula', 'formulae');
  return `  ${count} may have had one; the states that would show it cannot be read\n`;
}

function renderChart(months: readonly CoverageMonth[], style: Style): string {
  const most = Math.max(...months.map(({ stopped }) => stopped));
  const digits = String(most).length;
  const room = (style.columns ?? Infinity) - '  2026-01  '.length - digits - '  '.length;
  const width = Math.max(1, Math.min(CHART_WIDTH, room));
  return renderTable(
    months.map(({ month, stopped }) => {
      const bar = drawBar({ value: stopped, most }, width, style.marks);
      return [`  ${month}`, String(stopped).padStart(digits), bar];
    }),
    style,
  ).replaceAll(/ +$/gm, '');
}
