import { expect, test } from 'vitest';

import { renderCoverageCsv } from '../../../../src/cli/commands/coverage/coverage-csv.ts';
import { renderCoveragePage } from '../../../../src/cli/commands/coverage/coverage-html.ts';
import { toCoverageJson } from '../../../../src/cli/commands/coverage/coverage-json.ts';
import { renderCoverage } from '../../../../src/cli/commands/coverage/coverage-text.ts';
import { toResultJson } from '../../../../src/cli/render/harmless.ts';
import { createStyle } from '../../../../src/cli/render/style.ts';
import { parseTargetTag } from '../../../../src/core/target.ts';
import type { Coverage, CoverageRow } from '../../../../src/history/answers/plan-coverage.ts';

const style = createStyle(false);
const ROW: CoverageRow = {
  name: 'foo',
  status: 'pours',
  pkgVersion: '1.0_1',
  rebuild: 2,
  bottleTag: 'big_sur',
  match: 'exact',
  introduced: '2023-01-02T03:04:05Z',
  stopped: undefined,
  isUnsure: false,
};
const COVERAGE: Coverage = {
  target: parseTargetTag('big_sur'),
  pours: 1,
  ever: 3,
  months: [
    { month: '2023-09', stopped: 275 },
    { month: '2023-10', stopped: 1375 },
    { month: '2023-11', stopped: 0 },
    { month: '2023-12', stopped: 1 },
  ],
  rows: [
    { ...ROW, name: 'a"b,c', status: 'removed', stopped: '2023-10-01T00:00:00Z', isUnsure: true },
    ROW,
    { ...ROW, name: 'stopped', status: 'stopped', rebuild: 0, stopped: '2023-12-24T00:00:00Z' },
  ],
  unknown: ['garbled'],
};

test('the counts, a bar for each month, and the last of each formula are shown', () => {
  expect(renderCoverage(COVERAGE, { style, all: true, begins: '2023-03-01T00:00:00Z' })).toBe(
    [
      'macOS 11 Big Sur on Intel (big_sur)',
      '  1 formula pours a bottle today',
      '  2 had one and stopped, in the history from 2023-03-01 on',
      '  1 formula may have had one; the states that would show it cannot be read',
      '',
      'Stopped',
      '  2023-09   275  ████████',
      `  2023-10  1375  ${'█'.repeat(40)}`,
      '  2023-11     0',
      '  2023-12     1  █',
      '',
      'FORMULA  LAST VERSION  BOTTLE   BUILT       STOPPED',
      'a"b,c    1.0_1-2?      big_sur  2023-01-02  2023-10-01 (removed)',
      'foo      1.0_1-2       big_sur  2023-01-02  pours',
      'stopped  1.0_1         big_sur  2023-01-02  2023-12-24',
      '',
    ].join('\n'),
  );
});

test('by default those that stopped last come first', () => {
  const text = renderCoverage(COVERAGE, { style, all: false });

  expect(text.indexOf('stopped  1.0_1')).toBeLessThan(text.indexOf('a"b,c'));
  expect(text).toContain('1 more formula: add --all\n');
});

test('comma-separated values are quoted as RFC 4180 says', () => {
  expect(renderCoverageCsv(COVERAGE)).toBe(
    [
      'formula,status,pkg_version,rebuild,bottle_tag,match,introduced,stopped,unsure',
      '"a""b,c",removed,1.0_1,2,big_sur,exact,2023-01-02T03:04:05Z,2023-10-01T00:00:00Z,true',
      'foo,pours,1.0_1,2,big_sur,exact,2023-01-02T03:04:05Z,,false',
      'stopped,stopped,1.0_1,0,big_sur,exact,2023-01-02T03:04:05Z,2023-12-24T00:00:00Z,false',
      '',
    ].join('\r\n'),
  );
});

test('for programs the same is told', () => {
  const fields = toCoverageJson(
    { tap: 'homebrew/core', head: 'abc', begins: '2023-03-01T00:00:00Z' },
    COVERAGE,
  );
  const json: unknown = JSON.parse(toResultJson(fields));

  expect(json).toMatchObject({
    schemaVersion: 1,
    target: { macos: '11', bottleTag: 'big_sur' },
    pours: 1,
    ever: 3,
    searchedFrom: '2023-03-01T00:00:00Z',
    unknown: ['garbled'],
    formulae: [{ status: 'removed', isUnsure: true }, { formula: 'foo', stopped: null }, {}],
  });
});

test('the page escapes names and needs nothing from outside', () => {
  const rows = [{ ...ROW, name: '<b>&' }];
  const page = renderCoveragePage(
    { tap: 'homebrew/core', head: 'f'.repeat(40), generator: 'brewpull 0.1.0' },
    { ...COVERAGE, rows },
  );

  expect(page).toContain('<th>&lt;b&gt;&amp;</th>');
  expect(page).not.toMatch(/<(?:script|img|link|iframe)|https?:|@import|url\(/);
  expect(page.match(/class="bar"/g)).toHaveLength(4);
});
