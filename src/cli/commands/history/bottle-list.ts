import { parsePkgVersion, comparePkgVersions } from '../../../core/pkg-version.ts';
import { html, type Html } from '../../../core/page/html.ts';
import type { List, ListCell, ListColumn } from '../../../core/page/list.ts';
import type {
  HistoryCell,
  HistoryRow,
  HistoryTable,
} from '../../../history/answers/bottle-spans-table.ts';
import { showChecksum } from '../../page/checksum.ts';
import { exactVersions } from '../../page/exact-version.ts';
import { linkDay } from '../../page/links.ts';
import { fetchCommand, targetOfTag } from '../../page/typed-command.ts';
import { formatBuild } from './format-build.ts';
import type { HistoryVulns } from './history-vulns.ts';
import { describeBuild, isNewestWithout } from './history-vulns-text.ts';
import { systemName } from './system-name.ts';

/** What a list of bottles is made from. */
interface BottleFacts {
  readonly formula: string;
  readonly tap: string;
  /** What is known about vulnerabilities, if the advisories cover the formula. */
  readonly vulns: HistoryVulns | undefined;
}

/** A bottle as a row of a list. */
interface BottleRow {
  readonly isLast: boolean;
  readonly cells: readonly ListCell[];
}

/**
 * Lists the bottles of a formula, newest build first, with all that is known about each: version, system, the days on which it
 * came and went with links to their commits, checksum, and the command that fetches it.
 */
export function listBottles(
  facts: BottleFacts,
  table: HistoryTable,
): { readonly columns: List['columns']; readonly rows: readonly BottleRow[] } {
  const spans = table.rows.flatMap(({ cells }) => cells.flatMap((cell) => cell?.span ?? []));
  const spell = exactVersions(spans.map(({ introduced }) => introduced));
  const targets = spans.map(({ bottleTag }) => targetOfTag(bottleTag));
  // A bottle for every system is fetched for one of the known systems.
  const some = targets.find((target) => target !== undefined) ?? targetOfTag('arm64_sequoia');
  const ranks = rankVersions(table.rows);
  const commandFor = ({ bottleTag, introduced }: HistoryCell['span']): string => {
    const target = bottleTag === 'all' ? some : targetOfTag(bottleTag);
    if (target === undefined) return '';
    return fetchCommand({ tap: facts.tap, name: facts.formula }, spell(introduced), target);
  };
  const rows = table.rows.flatMap((row) =>
    row.cells.flatMap((cell, index): BottleRow[] => {
      const column = table.columns[index];
      if (cell === undefined || column === undefined) return [];
      const { span, isLast } = cell;
      const { commit } = span.introduced;
      const system = html`${systemName(column)}<small>${span.bottleTag}</small>`;
      const command = commandFor(span);
      const cells = [
        { shown: versionText(row, cell), key: ranks.get(row) ?? '' },
        { shown: system, key: keyOfColumn(index) },
        {
          shown: linkDay(facts.tap, { oid: commit.oid, date: commit.date }),
          key: commit.date ?? '',
        },
        fateCell(facts.tap, cell),
        ...(facts.vulns === undefined ? [] : [{ shown: vulnsText(facts.vulns, row) }]),
        { shown: showChecksum(span) },
        { shown: command === '' ? '' : html`<code>${command}</code>` },
      ];
      return [{ isLast, cells }];
    }),
  );
  return { columns: columnsOf(table, facts), rows };
}

function columnsOf({ columns }: HistoryTable, { vulns }: BottleFacts): readonly ListColumn[] {
  const choices = columns.map((column, index) => ({
    key: keyOfColumn(index),
    label: systemName(column),
  }));
  return [
    { title: 'Version', isSorted: true },
    {
      title: 'System',
      className: 'system',
      isSorted: true,
      filter: { label: 'System', all: 'every system', choices },
    },
    { title: 'Built', className: 'built', isSorted: true },
    { title: 'Now', isSorted: true },
    ...(vulns === undefined ? [] : [{ title: 'Vulnerabilities' }]),
    { title: 'Checksum', className: 'sum' },
    { title: 'To fetch it', className: 'get' },
  ];
}

/** Returns a key that sorts in the order of the columns, oldest system first. */
function keyOfColumn(index: number): string {
  return String(index).padStart(3, '0');
}

/** Returns the rank of each build in the order of versions, as strings of equal length. */
function rankVersions(rows: readonly HistoryRow[]): ReadonlyMap<HistoryRow, string> {
  const read = rows.map((row) => ({ row, version: parsePkgVersion(row.pkgVersion) }));
  const ordered = read.toSorted(
    (a, b) => comparePkgVersions(a.version, b.version) || a.row.rebuild - b.row.rebuild,
  );
  return new Map(ordered.map(({ row }, index) => [row, String(index).padStart(6, '0')]));
}

function versionText(row: HistoryRow, { isLast, span }: HistoryCell): Html {
  const last = isLast ? html` <span class="badge">last</span>` : '';
  const doubt = span.unsure === undefined ? '' : html`<small>version unsure</small>`;
  return html`${formatBuild(row)}${last}${doubt}`;
}

/**
 * Describes what became of a bottle. A bottle that a formula dropped is still in its registry, so none is called gone: the text
 * says only that the formula no longer offers it, or that nothing newer came for the system.
 */
function fateCell(tap: string, { isLast, span: { dropped } }: HistoryCell): ListCell {
  if (dropped === 'unknown') return { shown: 'in the registry', key: '' };
  if (dropped === undefined) return { shown: 'still offered', key: '9' };
  const { commit, version } = dropped;
  const what = version === undefined ? 'formula removed' : isLast ? 'no newer since' : 'dropped';
  return { shown: html`${what} ${linkDay(tap, commit)}`, key: commit.date };
}

function vulnsText(vulns: HistoryVulns, row: HistoryRow): Html {
  const text = describeBuild(vulns, row);
  return isNewestWithout(vulns, row) ? html`<strong>${text}</strong>` : html`${text}`;
}
