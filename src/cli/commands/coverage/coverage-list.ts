import { html, type Html } from '../../../core/page/html.ts';
import type { List, ListCell, ListFilter } from '../../../core/page/list.ts';
import type {
  BottleCoverage,
  BottleCoverageRow,
} from '../../../history/answers/coverage-bottles.ts';
import { groupBy } from '../../../core/group-by.ts';
import { showChecksum } from '../../page/checksum.ts';
import { linkDay, packageUrl } from '../../page/links.ts';
import { fetchCommand } from '../../page/typed-command.ts';
import { formatBuild } from '../history/format-build.ts';

/** Where the bottles of a list come from. */
export interface ListedTap {
  readonly tap: string;
  /** Whether they come from a registry other than Homebrew's, which has no package pages. */
  readonly isElsewhere: boolean;
}

/** The words for the status of a formula. */
const STATUS = { pours: 'still offered', stopped: 'no newer', removed: 'formula removed' };

/**
 * Lists what a target gets for each formula: the last bottle with a link to its package, the days on which it came and went with
 * links to their commits, its checksum, and the command that fetches it.
 */
export function listCoverage(
  page: ListedTap,
  { target, rows }: BottleCoverage,
): Pick<List, 'columns' | 'rows'> {
  const { tap } = page;
  const tags = choicesOf(rows.map(({ bottleTag }) => bottleTag));
  const months = choicesOf(rows.flatMap(({ stopped }) => stopped?.slice(0, 7) ?? []));
  const states = choicesOf(rows.map(({ status }) => STATUS[status]));
  return {
    columns: [
      { title: 'Formula', isSorted: true },
      { title: 'Last version' },
      {
        title: 'Bottle',
        isSorted: true,
        filter: { label: 'Bottle', all: 'of every system', choices: tags },
      },
      { title: 'Built', className: 'built', isSorted: true },
      {
        title: 'Now',
        isSorted: true,
        filter: { label: 'Now', all: 'offered or not', choices: states },
      },
      {
        title: 'Since',
        isSorted: true,
        filter: { label: 'Since', all: 'any month', choices: months.toReversed() },
      },
      { title: 'Checksum', className: 'sum' },
      { title: 'To fetch it', className: 'get' },
    ],
    rows: rows.map((row): ListCell[] => {
      const build = formatBuild(row);
      const doubt = row.isUnsure ? html`<small>unsure</small>` : '';
      const { introduced, dropped } = row.span;
      const [built, since] = [
        { oid: introduced.commit.oid, date: row.introduced },
        { oid: dropped?.commit.oid, date: row.stopped },
      ];
      return [
        { shown: nameText(page, row) },
        { shown: html`${build}${doubt}` },
        { shown: row.bottleTag },
        { shown: linkDay(tap, built) },
        { shown: STATUS[row.status] },
        { shown: linkDay(tap, since) },
        { shown: showChecksum(row.span) },
        { shown: html`<code>${fetchCommand({ tap, name: row.name }, build, target)}</code>` },
      ];
    }),
  };
}

function nameText(
  { tap, isElsewhere }: ListedTap,
  { name, span }: BottleCoverageRow,
): Html | string {
  const url = isElsewhere ? undefined : packageUrl({ tap, ...span.introduced });
  return url === undefined ? name : html`<a href="${url}">${name}</a>`;
}

/** Counts how often each key occurs, sorted by key. */
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
