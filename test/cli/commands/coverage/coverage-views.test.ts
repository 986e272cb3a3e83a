import { expect, test } from 'vitest';

import { renderCoverageCsv } from '../../../../src/cli/commands/coverage/coverage-csv.ts';
import { renderCoveragePage } from '../../../../src/cli/commands/coverage/coverage-html.ts';
import { toCoverageJson } from '../../../../src/cli/commands/coverage/coverage-json.ts';
import { renderCoverage } from '../../../../src/cli/commands/coverage/coverage-text.ts';
import { toResultJson } from '../../../../src/cli/render/result-json.ts';
import { createStyle } from '../../../../src/cli/render/style.ts';
import { hexOfBytes } from '../../../../src/core/digest.ts';
import { parseTargetTag } from '../../../../src/core/target.ts';
import type { BottleCoverage } from '../../../../src/history/answers/coverage-bottles.ts';
import type { Coverage, CoverageRow } from '../../../../src/history/answers/plan-coverage.ts';
import { schemaVersionOf } from '../../../../src/output/outputs.ts';
import { fullBottle } from '../../../support/page/many-rows.ts';
import { shortBottle } from '../../../support/page/short-bottle.ts';

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
  last: shortBottle('big_sur', { version: '1.0', revision: 1, rebuild: 2 }),
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
const FULL = withBottles(COVERAGE);
const COUNTED = { tap: 'homebrew/core', coverage: COVERAGE, suggestions: [] };

function withBottles(coverage: Coverage): BottleCoverage {
  const rows = coverage.rows.map((row) => {
    const { introduced, stopped: dropped } = row;
    return { ...row, span: fullBottle({ ...row.last, introduced, dropped }, row.name) };
  });
  return { ...coverage, rows };
}

const ORIGIN = {
  kind: 'git',
  description: 'homebrew/core at /src/core',
  head: '2023-12-31T00:00:00Z',
  commit: 'f'.repeat(40),
  begins: '2023-03-01T00:00:00Z',
} as const;
const PAGE = {
  tap: 'homebrew/core',
  generator: 'brewpull 0.1.0',
  script: '1',
  isElsewhere: false,
} as const;
const ANSWERS = {
  kind: 'answers',
  description: "the answers in brewpull's package, from the history of 2023-03-01 to 2026-08-22",
  head: '2026-08-22T00:00:00Z',
  commit: undefined,
  begins: '2023-03-01T00:00:00Z',
} as const;

test('the text shows the counts, a bar for each month, and the last bottle of each formula', () => {
  expect(renderCoverage(COVERAGE, { style, all: true, origin: ORIGIN })).toBe(
    [
      'macOS 11 Big Sur on Intel (big_sur)',
      '  1 formula has a bottle today',
      '  2 had one and stopped, in the history from 2023-03-01 on',
      '  1 formula may have had one; the states that would show it cannot be read',
      '',
      'Stopped',
      '  2023-09   275  ████████',
      `  2023-10  1375  ${'█'.repeat(40)}`,
      '  2023-11     0',
      '  2023-12     1  ▏',
      '',
      'FORMULA  LAST VERSION  BOTTLE   BUILT       STOPPED',
      'a"b,c    1.0_1-2?      big_sur  2023-01-02  2023-10-01 (removed)',
      'foo      1.0_1-2       big_sur  2023-01-02  offered',
      'stopped  1.0_1         big_sur  2023-01-02  2023-12-24',
      '',
    ].join('\n'),
  );
});

test('by default the formulae that stopped last come first', () => {
  const text = renderCoverage(COVERAGE, { style, all: false, origin: ORIGIN });

  expect(text.indexOf('stopped  1.0_1')).toBeLessThan(text.indexOf('a"b,c'));
  expect(text).toContain('1 more formula: add --all\n');
});

test('comma-separated values are quoted as RFC 4180 requires', () => {
  expect(renderCoverageCsv(COVERAGE, ORIGIN)).toBe(
    [
      'formula,status,pkg_version,rebuild,bottle_tag,match,introduced,stopped,unsure,source,as_of,searched_from',
      '"a""b,c",removed,1.0_1,2,big_sur,exact,2023-01-02T03:04:05Z,2023-10-01T00:00:00Z,true,git,2023-12-31T00:00:00Z,2023-03-01T00:00:00Z',
      'foo,pours,1.0_1,2,big_sur,exact,2023-01-02T03:04:05Z,,false,git,2023-12-31T00:00:00Z,2023-03-01T00:00:00Z',
      'stopped,stopped,1.0_1,0,big_sur,exact,2023-01-02T03:04:05Z,2023-12-24T00:00:00Z,false,git,2023-12-31T00:00:00Z,2023-03-01T00:00:00Z',
      '',
    ].join('\r\n'),
  );
});

test('the JSON says the same as the text', () => {
  const fields = toCoverageJson({ ...COUNTED, origin: ORIGIN });
  const json: unknown = JSON.parse(toResultJson(fields, schemaVersionOf('coverage')));

  expect(json).toMatchObject({
    schemaVersion: 2,
    target: { macos: '11', bottleTag: 'big_sur' },
    pours: 1,
    ever: 3,
    head: { commit: 'f'.repeat(40), date: '2023-12-31T00:00:00Z' },
    searchedFrom: '2023-03-01T00:00:00Z',
    source: { kind: 'git', asOf: '2023-12-31T00:00:00Z', searchedFrom: '2023-03-01T00:00:00Z' },
    unknown: ['garbled'],
    formulae: [{ status: 'removed', isUnsure: true }, { formula: 'foo', droppedBy: null }, {}],
  });
});

test('the page escapes names and needs nothing from outside', () => {
  const rows = [{ ...ROW, name: '<b>&' }];
  const page = renderCoveragePage(
    { ...PAGE, origin: ORIGIN, isElsewhere: true },
    withBottles({ ...COVERAGE, rows }),
  );

  expect(page).toContain('<th scope="row">&lt;b&gt;&amp;</th>');
  expect(page).not.toMatch(/<(?:img|link|iframe)|<script\s|@import|url\(|src=/);
  expect(page.match(/https?:[^"]*/g)).toEqual([
    expect.stringMatching(/^https:\/\/github\.com\/Homebrew\/homebrew-core\/commit\/[0-9a-f]{40}$/),
  ]);
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page.match(/class="bar"/g)).toHaveLength(4);
});

test('text, CSV, page and JSON say when they are from a file of answers', () => {
  const text = renderCoverage(COVERAGE, { style, all: true, origin: ANSWERS });
  const page = renderCoveragePage({ ...PAGE, origin: ANSWERS }, FULL);

  expect(text.split('\n')[4]).toBe(`  from ${ANSWERS.description}`);
  expect(renderCoverageCsv(COVERAGE, ANSWERS)).toContain(
    ',answers,2026-08-22T00:00:00Z,2023-03-01T00:00:00Z\r\n',
  );
  expect(page).toContain('Made by brewpull 0.1.0 from the answers in brewpull&#39;s package');
  expect(toCoverageJson({ ...COUNTED, origin: ANSWERS })).toMatchObject({
    head: { commit: null, date: ANSWERS.head },
    source: { kind: 'answers', description: ANSWERS.description, asOf: ANSWERS.head },
  });
});

test('a row links to its package and both commits, and has the whole checksum', () => {
  const page = renderCoveragePage({ ...PAGE, origin: ORIGIN }, FULL);
  const row = page.split('\n').find((line) => line.includes('core%2Fstopped')) ?? '';
  const core = 'https://github.com/Homebrew/homebrew-core';
  const [introduced, dropped] = [ROW.introduced, '2023-12-24T00:00:00Z'].map((date) =>
    hexOfBytes(`stopped ${date}`).slice(0, 40),
  );

  expect(row).toContain(
    `<th scope="row"><a href="${core}/pkgs/container/core%2Fstopped">stopped</a></th>`,
  );
  expect(row).toContain(`<a href="${core}/commit/${introduced}">2023-01-02</a>`);
  expect(row).toContain(`<a href="${core}/commit/${dropped}">2023-12-24</a>`);
  expect(row).toContain(`<td class="sum"><code>${hexOfBytes('stopped')}</code></td>`);
});

test('a sha1 checksum is labelled as such', () => {
  const [, row] = FULL.rows;
  if (row === undefined) throw new Error('there is no row');
  const span = { ...row.span, algorithm: 'sha1', checksum: 'a'.repeat(40) } as const;
  const coverage = { ...FULL, rows: [{ ...row, span }] };

  expect(renderCoveragePage({ ...PAGE, origin: ORIGIN }, coverage)).toContain(
    `<code>${'a'.repeat(40)}</code><small>sha1</small>`,
  );
});
