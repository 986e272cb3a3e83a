import { oneLine } from './harmless.ts';

/** Lays out rows in columns as wide as their widest cell; the last cell of a row that is not empty is not padded. Meant for names, versions and dates: lengths count UTF-16 units. */
export function renderTable(cells: readonly (readonly string[])[], gap = '  '): string {
  const rows = cells.map((row) => {
    // Empty ones at the end would leave spaces at the end of the line.
    return row.slice(0, row.findLastIndex((cell) => cell !== '') + 1).map(oneLine);
  });
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  return rows
    .map(
      (row) =>
        `${row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join(gap)}\n`,
    )
    .join('');
}
