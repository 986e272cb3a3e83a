import { html, type Html } from '../../../core/page/html.ts';
import { renderList, renderShortList } from '../../../core/page/list.ts';
import { renderPage } from '../../../core/page/page.ts';
import type { HistoryTable } from '../../../history/answers/bottle-spans-table.ts';
import type { FormulaHistory } from '../../../workspace/histories/known-bottles.ts';
import type { HistoryOrigin } from '../../../workspace/histories/history-origin.ts';
import { packageUrl } from '../../page/links.ts';
import { formatCount } from '../../render/count.ts';
import { listBottles } from './bottle-list.ts';
import type { HistoryVulns } from './history-vulns.ts';
import { isCovered } from './history-vulns-text.ts';
import { describeExtent, madeFrom } from './origin-views.ts';

/** What a history page shows besides its table. */
export interface HistoryPage {
  readonly formula: string;
  readonly tap: string;
  readonly extent: FormulaHistory['extent'];
  readonly origin: HistoryOrigin;
  /** The name and version of brewpull. */
  readonly generator: string;
  /** The script that makes the list interactive. */
  readonly script: string;
  /** Whether the bottles come from a registry other than Homebrew's, which has no package pages. */
  readonly isElsewhere: boolean;
  /** What is known about vulnerabilities, if that was asked for. */
  readonly vulns?: HistoryVulns | undefined;
  /** Lines about the vulnerabilities. */
  readonly notes?: readonly string[];
}

/** Renders all bottles of a formula as one HTML file. */
export function renderHistoryPage(page: HistoryPage, table: HistoryTable): string {
  const { formula, tap, extent, origin, script, vulns, notes = [] } = page;
  const judged = vulns !== undefined && isCovered(vulns) ? vulns : undefined;
  const { columns, rows } = listBottles({ formula, tap, vulns: judged }, table);
  const count = formatCount(rows.length, 'bottle', 'bottles');
  const lasts = rows.filter(({ isLast }) => isLast).map(({ cells }) => cells);
  const body = html`<h1>${formula}</h1>
    <p>
      ${describeExtent({ tap, extent, origin })}: ${count}, of
      ${formatCount(table.rows.length, 'build', 'builds')} for
      ${formatCount(table.columns.length, 'system', 'systems')}. What a formula no longer offers is
      often still in its registry, and can be fetched.
    </p>
    ${linkPackages(page, table)} ${notes.map((note) => html`<p>${note}</p> `)}
    ${
      lasts.length === 0
        ? ''
        : html`<h2>The last bottle of each system</h2>
            ${renderShortList({ columns, rows: lasts })}`
    }
    ${renderList({ title: 'All bottles', count, columns, rows: rows.map(({ cells }) => cells) }, script)}`;
  return renderPage({
    title: `${formula}: bottles`,
    body,
    footer: madeFrom(page),
    bodyScripts: [script],
  });
}

/** Links to the pages of its packages, one for each name that the formula had. */
function linkPackages({ tap, isElsewhere }: HistoryPage, { rows }: HistoryTable): Html {
  if (isElsewhere) return html``;
  const starts = rows.flatMap(({ cells }) => cells.flatMap((cell) => cell?.span.introduced ?? []));
  const urls = new Map(
    starts.flatMap(({ name, rootUrl }) => {
      const url = packageUrl({ tap, rootUrl, name });
      return url === undefined ? [] : [[url, name] as const];
    }),
  );
  if (urls.size === 0) return html``;
  const links = Array.from(urls, ([url, name]) => html`<a href="${url}">${name}</a> `);
  return html`<p>In the registry: ${links}</p>`;
}
