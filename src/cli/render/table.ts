import { oneLine } from './harmless.ts';
import { padTo, widthOf } from './width.ts';

/** Lays out rows in columns as wide as their widest cell; the last cell of a row that is not empty is not padded. Widths are those of a terminal. */
export function renderTable(cells: readonly (readonly string[])[], gap = '  '): string {
  const rows = cells.map((row) => {
    // Empty ones at the end would leave spaces at the end of the line.
    return row.slice(0, row.findLastIndex((cell) => cell !== '') + 1).map(oneLine);
  });
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
    });
  }
  return rows
    .map(
      (row) =>
        `${row.map((cell, column) => (column === row.length - 1 ? cell : padTo(cell, widths[column] ?? 0))).join(gap)}\n`,
    )
    .join('');
}
