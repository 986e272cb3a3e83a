import type {
  HistoryCell,
  HistoryRow,
  HistoryTable,
} from '../../../history/answers/bottle-spans-table.ts';
import type { FormulaHistory } from '../../../workspace/histories/known-bottles.ts';
import type { HistoryOrigin } from '../../../workspace/histories/history-origin.ts';
import { describeExtent, madeFrom } from './origin-views.ts';
import { formatCount } from '../../render/count.ts';
import { formatBuild } from './format-build.ts';
import { columnTitle } from './history-text.ts';
import type { HistoryVulns } from './history-vulns.ts';
import { describeBuild, isCovered, isNewestWithout } from './history-vulns-text.ts';
import { html, type Html } from '../../../core/page/html.ts';
import { renderPage } from '../../../core/page/page.ts';

/** What a history page says besides its table. */
export interface HistoryPage {
  readonly formula: string;
  readonly tap: string;
  readonly extent: FormulaHistory['extent'];
  readonly origin: HistoryOrigin;
  /** What brewpull calls itself, with its version. */
  readonly generator: string;
  /** What is known of vulnerabilities, where that was asked. */
  readonly vulns?: HistoryVulns | undefined;
  /** What is to be said of them. */
  readonly notes?: readonly string[];
}

/** Renders all bottles of a formula as one HTML file. */
export function renderHistoryPage(page: HistoryPage, table: HistoryTable): string {
  const { formula, tap, extent, origin, vulns, notes = [] } = page;
  const judged = vulns !== undefined && isCovered(vulns) ? vulns : undefined;
  const lasts = table.columns.map((column, index) => {
    const row = table.rows.find(({ cells }) => cells[index]?.isLast === true);
    const cell = row?.cells[index];
    if (row === undefined || cell === undefined) return html``;
    const name = column.displayName === '' ? '' : ` ${column.displayName}`;
    return html`<tr>
      <th>${columnTitle(column)}${name}</th>
      <td>${formatBuild(row)}</td>
      <td>${day(cell.span.introduced.commit.date)}</td>
      <td>${fate(cell)}</td>
    </tr> `;
  });
  const body = html`<h1>${formula}</h1>
    <p>
      ${describeExtent({ tap, extent, origin })}:
      ${formatCount(table.rows.length, 'build', 'builds')} for
      ${formatCount(table.columns.length, 'system', 'systems')}. The last one that a system got is
      framed; hold the pointer over a cell for its checksum.
    </p>
    ${notes.map((note) => html`<p>${note}</p> `)}
    <h2>The last bottle of each system</h2>
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th>System</th>
            <th>Version</th>
            <th>Built</th>
            <th>Now</th>
          </tr>
        </thead>
        <tbody>
          ${lasts}
        </tbody>
      </table>
    </div>
    <h2>All bottles</h2>
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th>Version</th>
            <th>Built</th>
            ${judged === undefined ? '' : html`<th>Vulnerabilities</th>`}
            ${table.columns.map((column) => html`<th>${columnTitle(column)}<small>${column.displayName}</small></th>`)}
          </tr>
        </thead>
        <tbody>
          ${table.rows.map(
            (row) =>
              html`<tr>
                <th>${formatBuild(row)}</th>
                <td>${day(row.since)}</td>
                ${judged === undefined ? '' : renderVulnsCell(judged, row)}
                ${row.cells.map(renderCell)}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>`;
  return renderPage({
    title: `${formula}: bottles`,
    body,
    footer: madeFrom(page),
  });
}

function renderVulnsCell(vulns: HistoryVulns, row: HistoryRow): Html {
  const text = describeBuild(vulns, row);
  return html`<td>${isNewestWithout(vulns, row) ? html`<strong>${text}</strong>` : text}</td>`;
}

function renderCell(cell: HistoryCell | undefined): Html {
  if (cell === undefined) return html`<td></td>`;
  const { algorithm, checksum, bottleTag, introduced, unsure } = cell.span;
  const when = day(introduced.commit.date);
  const doubt = unsure === undefined ? '' : '; the version is unsure';
  const title = `${bottleTag}, ${when}, ${fate(cell)}${doubt}, ${algorithm} ${checksum}`;
  const mark = cell.isLast ? 'last' : '•';
  return html`<td class="${cell.isLast ? 'bottle last' : 'bottle'}" title="${title}">
    ${mark}${unsure === undefined ? '' : '?'}
  </td>`;
}

function fate({ span: { dropped } }: HistoryCell): string {
  if (dropped === 'unknown') return 'in the registry';
  if (dropped === undefined) return 'still offered';
  const when = day(dropped.commit.date);
  return dropped.version === undefined ? `formula removed ${when}` : `gone since ${when}`;
}

function day(date: string | undefined): string {
  return date?.slice(0, 10) ?? '';
}
