import { expect, test } from 'vitest';

import {
  arrangeHistory,
  type HistoryTable,
} from '../../../src/history/answers/bottle-spans-table.ts';
import { sampleSpans } from '../../support/sample-spans.ts';

function grid({ columns, rows }: HistoryTable): string[] {
  const mark = (cell: HistoryTable['rows'][number]['cells'][number]): string => {
    if (cell === undefined) return '-';
    return cell.isLast ? 'L' : 'x';
  };
  return [
    columns.map(({ key }) => key).join(', '),
    ...rows.map(({ pkgVersion, cells }) => `${pkgVersion}: ${cells.map(mark).join(' ')}`),
  ];
}

test('rows are builds, newest first, columns are systems, and the last bottle of each system is marked', () => {
  expect(grid(arrangeHistory(sampleSpans(), { arch: undefined }))).toEqual([
    'all, catalina x86_64, big_sur x86_64, monterey x86_64, big_sur arm64, linux x86_64',
    '1.2: - - L L L L',
    '1.1: - L x - x -',
    '1.0: L - - - - -',
  ]);
});

test('one architecture keeps its own bottles and those for all', () => {
  expect(grid(arrangeHistory(sampleSpans(), { arch: 'arm64' }))).toEqual([
    'all, big_sur arm64',
    '1.2: - L',
    '1.1: - x',
    '1.0: L -',
  ]);
});

test('a formula without bottles has no rows', () => {
  expect(arrangeHistory([], { arch: undefined })).toEqual({ columns: [], rows: [] });
});
