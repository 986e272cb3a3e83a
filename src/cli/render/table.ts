/** Lays out rows in columns as wide as their widest cell; the last column is not padded. Meant for names, versions and dates: lengths count UTF-16 units. */
export function renderTable(data: readonly (readonly string[])[], gap = '  '): string {
  // A line break in a cell would forge a row.
  const rows = data.map((row) => row.map((cell) => cell.replaceAll('\n', String.raw`\u{a}`)));
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
