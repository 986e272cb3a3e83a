import { expect, test } from 'vitest';

import { marksFor } from '../../../src/cli/render/marks.ts';
import { TransferTable } from '../../../src/cli/render/transfer-table.ts';
import { widthOf } from '../../../src/cli/render/width.ts';

const MB = 1_000_000;
const VIM = 'vim--9.0.1900.big_sur.bottle.tar.gz';

/** Two files after ten seconds, and one that is done. */
function table(): TransferTable {
  let now = 0;
  const transfers = new TransferTable(() => now);
  transfers.start(VIM, 20 * MB, 0);
  transfers.start('lua--5.4.tar.gz', 1000 * MB, 0);
  transfers.start('done.tar.gz', 5 * MB, 0);
  now = 10_000;
  transfers.advance(VIM, 10 * MB);
  transfers.advance('lua--5.4.tar.gz', 50 * MB);
  transfers.advance('done.tar.gz', 5 * MB);
  transfers.finish('done.tar.gz');
  return transfers;
}

function draw(columns: number, isUnicode = true, rows = 23): string {
  return table()
    .lines({ columns, rows }, marksFor({ LANG: isUnicode ? 'C.UTF-8' : 'C' }))
    .join('\n');
}

test('a wide terminal shows name, bar, percent, bytes, rate and time left in columns', () => {
  expect(draw(119)).toMatchInlineSnapshot(`
    "vim--9.0.1900.big_sur.bottle.tar.gz  ██████████░░░░░░░░░░   50%  10.0 MB of 20.0 MB  1.0 MB/s   10 s left
    lua--5.4.tar.gz                      █░░░░░░░░░░░░░░░░░░░    5%   50.0 MB of 1.0 GB  5.0 MB/s  3 min left
    total, 1 of 3                        █░░░░░░░░░░░░░░░░░░░    6%   65.0 MB of 1.0 GB  6.5 MB/s  2 min left"
  `);
});

test('at 80 columns the bar and the rate are left out', () => {
  expect(draw(79)).toMatchInlineSnapshot(`
    "vim--9.0.1900.big_sur.bottle.tar.gz   50%  10.0 MB of 20.0 MB   10 s left
    lua--5.4.tar.gz                        5%   50.0 MB of 1.0 GB  3 min left
    total, 1 of 3                          6%   65.0 MB of 1.0 GB  2 min left"
  `);
});

test('at 40 columns names are cut, but percentages and bytes are not', () => {
  expect(draw(39)).toMatchInlineSnapshot(`
    "vim--9.0.190…   50%  10.0 MB of 20.0 MB
    lua--5.4.tar…    5%   50.0 MB of 1.0 GB
    total, 1 of 3    6%   65.0 MB of 1.0 GB"
  `);
});

test('without Unicode, bars and cut names are ASCII', () => {
  expect(draw(119, false)).toMatch(/^[ -~\n]*$/);
  expect(draw(119, false)).toContain('##########----------');
  expect(draw(39, false)).toMatch(/^[ -~\n]*$/);
});

test.each([30, 39, 50, 60, 79, 90, 119])('at %d columns no line is wider', (columns) => {
  for (const line of draw(columns).split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(columns);
  expect(draw(columns)).toContain('50%  10.0 MB of 20.0 MB');
});

test('there are at most as many lines as the terminal has rows, and the total comes last', () => {
  const transfers = new TransferTable(() => 0);
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) transfers.start(name, MB, 0);
  const firsts = (rows: number): string[] =>
    transfers.lines({ columns: 79, rows }, marksFor({})).map((line) => line.split('  ')[0] ?? '');
  expect(firsts(23)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'and 2 more', 'total, 0 of 8']);
  expect(firsts(4)).toEqual(['a', 'b', 'and 6 more', 'total, 0 of 8']);
  expect(firsts(2)).toEqual(['and 8 more', 'total, 0 of 8']);
});
