import { html } from '../../../core/page/html.ts';
import type { List, ListCell, ListFilter } from '../../../core/page/list.ts';
import type { Coverage } from '../../../history/answers/plan-coverage.ts';
import { groupBy } from '../../../core/group-by.ts';
import { fetchCommand } from '../../page/typed-command.ts';
import { formatBuild } from '../history/format-build.ts';

/** How what became of a formula is said. */
const STATUS = { pours: 'still offered', stopped: 'no newer', removed: 'formula removed' };

/** Lists what a target gets of each formula: the last bottle, since when there is no newer one, and the command that fetches it. */
export function listCoverage(
  tap: string,
  { target, rows }: Coverage,
): Pick<List, 'columns' | 'rows'> {
  const tags = choicesOf(rows.map(({ bottleTag }) => bottleTag));
  const months = choicesOf(rows.flatMap(({ stopped }) => stopped?.slice(0, 7) ?? []));
  const states = choicesOf(rows.map(({ status }) => STATUS[status]));
  return {
    columns: [
      { title: 'Formula', isSorted: true },
      { title: 'Last version', className: 'version' },
      {
        title: 'Bottle',
        className: 'tag',
        isSorted: true,
        filter: { label: 'Bottle', all: 'of every system', choices: tags },
      },
      { title: 'Built', className: 'built', isSorted: true },
      {
        title: 'Now',
        className: 'now',
        isSorted: true,
        filter: { label: 'Now', all: 'offered or not', choices: states },
      },
      {
        title: 'Since',
        className: 'since',
        isSorted: true,
        filter: { label: 'Since', all: 'any month', choices: months.toReversed() },
      },
      { title: 'To fetch it', className: 'get' },
    ],
    rows: rows.map((row): ListCell[] => {
      const build = formatBuild(row);
      const doubt = row.isUnsure ? html`<small>unsure</small>` : '';
      return [
        { shown: row.name },
        { shown: html`${build}${doubt}` },
        { shown: row.bottleTag },
        { shown: row.introduced.slice(0, 10) },
        { shown: STATUS[row.status] },
        { shown: row.stopped?.slice(0, 10) ?? '' },
        { shown: html`<code>${fetchCommand({ tap, name: row.name }, build, target)}</code>` },
      ];
    }),
  };
}

/** Every key there is with how often, in order. */
function choicesOf(keys: readonly string[]): ListFilter['choices'] {
  const groups = Array.from(
    groupBy(keys, (key) => key),
    ([key, { length }]) => ({ key, length }),
  );
  return groups
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ key, length }) => ({
      key,
      label: `${key} (${length})`,
    }));
}
