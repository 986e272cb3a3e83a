import { oneLine } from './harmless.ts';

/** Lays out rows in columns as wide as their widest cell; the last column is not padded. Meant for names, versions and dates: lengths count UTF-16 units. */
export function renderTable(cells: readonly (readonly string[])[], gap = '  '): string {
  const rows = cells.map((row) => row.map(oneLine));
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  return rows
    .map((row) => `${row.map((cell, column) => pad(cell, row, column, widths)).join(gap)}\n`)
    .join('');
}

function pad(cell: string, row: readonly string[], column: number, widths: number[]): string {
  if (column === row.length - 1) return cell;
  return cell + ' '.repeat((widths[column] ?? 0) - cell.length);
}
