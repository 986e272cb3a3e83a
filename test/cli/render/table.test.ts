import { expect, test } from 'vitest';

import { fitLines } from '../../../src/cli/render/fit.ts';
import { renderTable } from '../../../src/cli/render/table.ts';

const ROWS = [
  ['FORMULA', 'VERSION', 'BOTTLE', 'NEWER'],
  ['libsodium', '1.0.18_1', 'big_sur', 'dropped on 2023-09-28, for 1.0.19 has none'],
  ['vim', '9.0', 'all', 'newest'],
];
const SHA = 'f'.repeat(64);

function table(rows: readonly (readonly string[])[], columns: number): string[] {
  return renderTable(rows, { columns }).split('\n').slice(0, -1);
}

test('the last column wraps under itself', () => {
  expect(table(ROWS, 50)).toEqual([
    'FORMULA    VERSION   BOTTLE   NEWER',
    'libsodium  1.0.18_1  big_sur  dropped on',
    '                              2023-09-28, for',
    '                              1.0.19 has none',
    'vim        9.0       all      newest',
  ]);
});

test('the last column goes below if little room is left for it', () => {
  expect(table(ROWS, 40)).toEqual([
    'FORMULA    VERSION   BOTTLE   NEWER',
    'libsodium  1.0.18_1  big_sur',
    '    dropped on 2023-09-28, for 1.0.19',
    '    has none',
    'vim        9.0       all      newest',
  ]);
});

test('columns that do not fit go below, at the same place in every row', () => {
  expect(table(ROWS, 22)).toEqual([
    'FORMULA    VERSION',
    '    BOTTLE   NEWER',
    'libsodium  1.0.18_1',
    '    big_sur',
    '    dropped on',
    '    2023-09-28, for',
    '    1.0.19 has none',
    'vim        9.0',
    '    all      newest',
  ]);
});

test('a row that is empty in the columns below has no lines for them', () => {
  expect(
    table(
      [
        ['aaaaaa', 'bbbbbb', 'cccccc', 'x'],
        ['a', '', '', ''],
      ],
      10,
    ),
  ).toEqual(['aaaaaa', '    bbbbbb', '    cccccc', '    x', 'a']);
});

test('a value wider than the terminal stays whole on a line of its own', () => {
  const rows = [
    ['  kind', 'answers'],
    ['  sha256', SHA],
  ];
  expect(table(rows, 40)).toEqual(['  kind    answers', '  sha256', `      ${SHA}`]);
});

test('without a width no line is broken', () => {
  expect(renderTable(ROWS).split('\n')).toHaveLength(ROWS.length + 1);
});

test('a line of prose continues with an indent, and one with a command stays whole', () => {
  const text = `  one two three\nnext: Run brewpull sync first.\n${SHA}\n`;

  expect(fitLines(text, { columns: 12 })).toBe(
    `  one two\n    three\nnext: Run brewpull sync first.\n${SHA}\n`,
  );
  expect(fitLines(text, { columns: undefined })).toBe(text);
});
