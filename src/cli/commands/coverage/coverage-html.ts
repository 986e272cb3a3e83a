import { drawPageBar } from '../../../core/page/bar.ts';
import { html } from '../../../core/page/html.ts';
import { renderList } from '../../../core/page/list.ts';
import { renderPage } from '../../../core/page/page.ts';
import { formatTarget } from '../../../core/target.ts';
import type { BottleCoverage } from '../../../history/answers/coverage-bottles.ts';
import type { HistoryOrigin } from '../../../workspace/histories/history-origin.ts';
import { formatCount } from '../../render/count.ts';
import { madeFrom } from '../history/origin-views.ts';
import { type ListedTap, listCoverage } from './coverage-list.ts';

/** What a coverage page shows besides its tables. */
export interface CoveragePage extends ListedTap {
  readonly origin: HistoryOrigin;
  /** The name and version of brewpull. */
  readonly generator: string;
  /** The script that makes the list interactive. */
  readonly script: string;
  readonly filter?: string | undefined;
}

/** Renders what a target gets as one HTML file. */
export function renderCoveragePage(page: CoveragePage, coverage: BottleCoverage): string {
  const { target, pours, ever, months, rows } = coverage;
  const { begins } = page.origin;
  const most = Math.max(1, ...months.map(({ stopped }) => stopped));
  const bars = months.map(
    ({ month, stopped }) =>
      html`<tr>
        <th scope="row">${month}</th>
        <td class="number">${stopped}</td>
        <td>${drawPageBar(stopped / most)}</td>
      </tr> `,
  );
  const body = html`<h1>${formatTarget(target)}</h1>
    <p>
      ${page.tap}${page.filter === undefined ? '' : `, formulae with "${page.filter}" in their name`}:
      ${formatCount(pours, 'formula has', 'formulae have')} a bottle today; ${ever - pours} had one
      and stopped${begins === undefined ? '' : `, in the history from ${begins.slice(0, 10)} on`}.
    </p>
    ${
      months.length === 0
        ? ''
        : html`<h2>When they stopped</h2>
            <table class="chart">
              <thead>
                <tr>
                  <th scope="col">Month</th>
                  <th scope="col" class="number">Formulae</th>
                  <td></td>
                </tr>
              </thead>
              <tbody>
                ${bars}
              </tbody>
            </table>`
    }
    ${renderList(
      {
        title: 'The last version of each',
        count: formatCount(rows.length, 'formula', 'formulae'),
        ...listCoverage(page, coverage),
      },
      page.script,
    )}`;
  return renderPage({
    title: `Bottles for ${formatTarget(target)}`,
    body,
    footer: madeFrom(page),
    bodyScripts: [page.script],
  });
}
