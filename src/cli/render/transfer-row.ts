import { formatBytes, formatDuration } from './bytes.ts';
import type { Marks } from './marks.ts';
import { cut, padTo, widthOf } from './width.ts';

/** The progress of one file, or of all of them. */
export interface TransferRow {
  readonly name: string;
  readonly receivedBytes: number;
  /** Undefined if it is not known. */
  readonly sizeBytes: number | undefined;
  /** Undefined until something arrives. */
  readonly bytesPerSecond: number | undefined;
}

const GAP = '  ';
const BAR = 20;
/** A name may be cut to this length before the time left is dropped. */
const SHORT_NAME = 12;

/**
 * Lays out rows in columns: name, bar, percent, bytes, rate, time left. If they do not fit, the bar is dropped first, then the
 * rate, then the end of long names, then the time left; percent and bytes are never cut.
 */
export function layOutTransfers(
  rows: readonly TransferRow[],
  columns: number,
  marks: Marks,
): string[] {
  const names = rows.map(({ name }) => name);
  const cells = {
    bar: rows.map((row) => barOf(row, marks)),
    percent: rows.map(percentOf),
    bytes: rows.map(amountOf),
    rate: rows.map(({ bytesPerSecond: rate }) =>
      rate === undefined ? '' : `${formatBytes(rate)}/s`,
    ),
    left: rows.map(leftOf),
  };
  const { bar, percent, bytes, rate, left } = cells;
  const choices = [
    [bar, percent, bytes, rate, left],
    [percent, bytes, rate, left],
    [percent, bytes, left],
  ];
  const nameWidth = widest(names);
  const fitting = choices.find((each) => nameWidth + widthOfAll(each) <= columns) ??
    [[percent, bytes, left]].find((each) => SHORT_NAME + widthOfAll(each) <= columns) ?? [
      percent,
      bytes,
    ];
  const room = Math.max(0, Math.min(nameWidth, columns - widthOfAll(fitting)));
  return rows.map((_row, index) => {
    const name = padTo(cut(names[index] ?? '', room, marks.ellipsis), room);
    const others = fitting.map((column) => padTo(column[index] ?? '', widest(column), 'before'));
    return [name, ...others].join(GAP).trimEnd();
  });
}

/** Describes how many bytes arrived, and out of how many. */
export function amountOf({
  receivedBytes,
  sizeBytes,
}: Pick<TransferRow, 'receivedBytes' | 'sizeBytes'>): string {
  const received = formatBytes(receivedBytes);
  return sizeBytes === undefined ? received : `${received} of ${formatBytes(sizeBytes)}`;
}

/** Describes how long the rest takes at that rate; empty if that is not known, or if nothing is left. */
export function leftOf({ receivedBytes, sizeBytes, bytesPerSecond }: TransferRow): string {
  if (sizeBytes === undefined || bytesPerSecond === undefined) return '';
  if (sizeBytes <= receivedBytes) return '';
  return `${formatDuration(((sizeBytes - receivedBytes) * 1000) / bytesPerSecond)} left`;
}

function shareOf({ receivedBytes, sizeBytes }: TransferRow): number | undefined {
  return sizeBytes === undefined || sizeBytes === 0
    ? undefined
    : Math.min(1, receivedBytes / sizeBytes);
}

function percentOf(row: TransferRow): string {
  const share = shareOf(row);
  return (share === undefined ? '' : `${Math.floor(share * 100)}%`).padStart(4);
}

function barOf(row: TransferRow, { bar, unfilled }: Marks): string {
  const share = shareOf(row);
  if (share === undefined) return ' '.repeat(BAR);
  const done = Math.floor(share * BAR);
  return (bar.at(-1) ?? '').repeat(done) + unfilled.repeat(BAR - done);
}

function widest(cells: readonly string[]): number {
  return Math.max(0, ...cells.map(widthOf));
}

function widthOfAll(columns: readonly (readonly string[])[]): number {
  return columns.reduce((width, cells) => width + GAP.length + widest(cells), 0);
}
