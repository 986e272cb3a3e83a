import { formatTarget } from '../../../core/target.ts';
import type { Coverage } from '../../../history/answers/plan-coverage.ts';
import type { HistoryOrigin } from '../../../workspace/histories/history-origin.ts';
import { madeFrom } from '../history/origin-views.ts';
import { formatCount } from '../../render/count.ts';
import { drawPageBar } from '../../../core/page/bar.ts';
import { html } from '../../../core/page/html.ts';
import { renderPage } from '../../../core/page/page.ts';

/** Renders what a target gets as one HTML file. */
export function renderCoveragePage(
  page: {
    readonly tap: string;
    readonly origin: HistoryOrigin;
    readonly generator: string;
    readonly filter?: string | undefined;
  },
  coverage: Coverage,
): string {
  const { target, pours, ever, months, rows } = coverage;
  const { begins } = page.origin;
  const most = Math.max(1, ...months.map(({ stopped }) => stopped));
  const bars = months.map(
    ({ month, stopped }) =>
      html`<tr>
        <th>${month}</th>
        <td class="number">${stopped}</td>
        <td>${drawPageBar(stopped / most)}</td>
      </tr> `,
  );
  const lines = rows.map(
    (row) =>
      html`<tr>
        <th>${row.name}</th>
        <td>
          ${row.pkgVersion}${row.rebuild > 0 ? `-${row.rebuild}` : ''}${row.isUnsure ? '?' : ''}
        </td>
        <td>${row.bottleTag}</td>
        <td>${row.introduced.slice(0, 10)}</td>
        <td>
          ${row.stopped === undefined ? 'offered' : row.stopped.slice(0, 10)}${row.status === 'removed' ? ', removed' : ''}
        </td>
      </tr> `,
  );
  const body = html`<h1>${formatTarget(target)}</h1>
    <p>
      ${page.tap}${page.filter === undefined ? '' : `, formulae with "${page.filter}" in their name`}:
      ${formatCount(pours, 'formula has', 'formulae have')} a bottle today; ${ever - pours} had one
      and stopped${begins === undefined ? '' : `, in the history from ${begins.slice(0, 10)} on`}.
    </p>
    <h2>When they stopped</h2>
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th>Month</th>
            <th>Formulae</th>
            <th></th>
          </tr>
        </thead>
        <tbody>
          ${bars}
        </tbody>
      </table>
    </div>
    <h2>The last version of each</h2>
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th>Formula</th>
            <th>Last version</th>
            <th>Bottle</th>
            <th>Built</th>
            <th>Stopped</th>
          </tr>
        </thead>
        <tbody>
          ${lines}
        </tbody>
      </table>
    </div>`;
  return renderPage({
    title: `Bottles for ${formatTarget(target)}`,
    body,
    footer: madeFrom(page),
  });
}
