import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import * as errors from '../../src/core/errors.ts';
import { EXIT, exitCodeOf } from '../../src/cli/exit-code.ts';

const PAGE = readFileSync('docs/errors.md', 'utf8');
const ROWS = PAGE.split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

/** Every code in the source of the errors; the type does not exist while the tests run. */
function codesInSource(): readonly string[] {
  const source = readFileSync('src/core/error-code.ts', 'utf8');
  const [union = ''] = /export type ErrorCode =[^;]*;/.exec(source) ?? [];
  return [...union.matchAll(/'([A-Z_]+)'/g)].map(([, code = '']) => code);
}

test('the page has a row for every code, and for no other, with its exit code', () => {
  const said = ROWS.map(([code = '']) => code.replaceAll('`', ''));
  expect(said).toStrictEqual(codesInSource());
  expect(ROWS.map(([, exit]) => exit)).toStrictEqual(
    said.map((code) => String(Reflect.apply(exitCodeOf, undefined, [code]))),
  );
  // Each class that is thrown has one of them.
  expect(Object.keys(errors).filter((name) => name.endsWith('Error')).length).toBeGreaterThan(20);
});

test('every row says what the code means, its usual cause and what to do', () => {
  for (const row of ROWS) {
    expect(row).toHaveLength(5);
    for (const cell of row) expect(cell).not.toBe('');
  }
});

test('the page has every exit code, and no other', () => {
  const said = [...PAGE.matchAll(/^\| (\d+) +\|/gm)].map(([, exit]) => Number(exit));
  expect(said).toStrictEqual(Object.values(EXIT));
});
