import { holdsCommand } from './fit.ts';
import { oneLine } from './harmless.ts';
import type { Look } from './style.ts';
import { padTo, widthOf, wrap } from './width.ts';

const GAP = '  ';
/** How much further than the first column a continued row is indented. */
const HANG = 4;
/** If less room is left, prose in the last column is easier to read on the lines below. */
const NARROWEST = 16;

/** Columns side by side, from `from` up to but not including `to`. */
interface Group {
  readonly from: number;
  readonly to: number;
  readonly indent: number;
}

/**
 * Lays out rows in columns as wide as their widest cell; the last non-empty cell of a row is not padded. Widths are those on a
 * terminal.
 *
 * On a terminal of known width, columns that do not fit beside the others go on indented lines below, at the same positions in
 * every row. The last column may be prose: it wraps under itself, unless it contains a command. No cell or word is cut: a word
 * wider than the terminal gets its own line.
 */
export function renderTable(
  cells: readonly (readonly string[])[],
  { columns }: Pick<Look, 'columns'> = { columns: undefined },
): string {
  const rows = cells.map((row) => {
    // Empty cells at the end would leave spaces at the end of the line.
    return row.slice(0, row.findLastIndex((cell) => cell !== '') + 1).map(oneLine);
  });
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
    });
  }
  const lead = Math.min(...rows.map(([first = '']) => first.length - first.trimStart().length));
  const groups = groupColumns(widths, { columns, indent: lead + HANG });
  return rows
    .flatMap((row) => renderRow(row, { widths, groups, columns }))
    .map((line) => `${line}\n`)
    .join('');
}

/** Groups the columns that fit side by side, except for the last column: each row puts it where it fits. */
function groupColumns(
  widths: readonly number[],
  { columns = Infinity, indent }: { readonly columns: number | undefined; readonly indent: number },
): readonly Group[] {
  const groups: Group[] = [];
  let group: Group = { from: 0, to: 0, indent: 0 };
  let used = 0;
  widths.forEach((width, column) => {
    const after = used + (column === group.from ? 0 : GAP.length) + width;
    if (after > columns && column > group.from && column < widths.length - 1) {
      groups.push(group);
      group = { from: column, to: column + 1, indent };
      used = indent + width;
      return;
    }
    group = { ...group, to: column + 1 };
    used = after;
  });
  return [...groups, group];
}

function renderRow(
  row: readonly string[],
  {
    widths,
    groups,
    columns = Infinity,
  }: {
    readonly widths: readonly number[];
    readonly groups: readonly Group[];
    readonly columns: number | undefined;
  },
): readonly string[] {
  return groups.flatMap(({ from, to, indent }, at) => {
    const cells = row.slice(from, to);
    const end = cells.findLastIndex((cell) => cell !== '');
    if (end < 0) return at === 0 ? [''] : [];
    const last = cells[end] ?? '';
    const before = cells
      .slice(0, end)
      .map((cell, index) => padTo(cell, widths[from + index] ?? 0) + GAP)
      .join('');
    const start = ' '.repeat(indent) + before;
    const room = columns - widthOf(start);
    if (widthOf(last) <= room || holdsCommand(last)) return [start + last];
    const below = ' '.repeat((groups[1] ?? { indent: leadOf(row) + HANG }).indent);
    if (end === 0) return wrapUnder(last, start, columns);
    const beside = room >= NARROWEST ? wrap(last, room) : [];
    if (beside.length > 0 && beside.every((part) => widthOf(part) <= room)) {
      return hang(start, beside);
    }
    return [start.trimEnd(), ...wrapUnder(last, below, columns)];
  });
}

function wrapUnder(text: string, lead: string, columns: number): readonly string[] {
  return hang(lead, wrap(text, columns - widthOf(lead)));
}

function hang(lead: string, [first = '', ...rest]: readonly string[]): readonly string[] {
  const under = ' '.repeat(widthOf(lead));
  return [lead + first, ...rest.map((part) => under + part)];
}

function leadOf([first = '']: readonly string[]): number {
  return first.length - first.trimStart().length;
}
