import { expect, test } from 'vitest';

import { renderExplanation } from '../../../../src/cli/commands/history/history-explain.ts';
import { renderHistoryPage } from '../../../../src/cli/commands/history/history-html.ts';
import { toHistoryJson } from '../../../../src/cli/commands/history/history-json.ts';
import { renderHistory } from '../../../../src/cli/commands/history/history-text.ts';
import { toResultJson } from '../../../../src/cli/render/result-json.ts';
import { createStyle } from '../../../../src/cli/render/style.ts';
import { parseTargetTag } from '../../../../src/core/target.ts';
import { arrangeHistory } from '../../../../src/history/answers/bottle-spans-table.ts';
import { SpanChooser } from '../../../../src/history/answers/bottle-spans.ts';
import { schemaVersionOf } from '../../../../src/output/outputs.ts';
import { sampleSpans } from '../../../support/sample-spans.ts';

const style = createStyle(false);
const table = arrangeHistory(sampleSpans(), { arch: undefined });
const ORIGIN = {
  kind: 'git',
  description: 'homebrew/core at /src/core',
  head: undefined,
  commit: 'f'.repeat(40),
  begins: undefined,
} as const;
const PAGE = {
  tap: 'homebrew/core',
  extent: 'all',
  origin: ORIGIN,
  generator: 'brewpull 0.1.0',
  script: '1',
  isElsewhere: false,
} as const;

test('the table marks each bottle and the last one of each system', () => {
  expect(renderHistory('foo', table, { style, all: true })).toBe(
    [
      'foo',
      'VERSION  SINCE       all   10.15  11    12    arm 11  Linux',
      '1.2      2023-01-01               last  last  last    last',
      '1.1      2023-01-01        last   •           •',
      '1.0      2023-01-01  last',
      '',
    ].join('\n'),
  );
});

test('a long table shows the newest builds and every last one, and says how many more exist', () => {
  const rows = Array.from({ length: 20 }, (_, index) => ({
    pkgVersion: `${20 - index}`,
    rebuild: index % 2,
    since: '2023-01-01T00:00:00Z',
    cells:
      table.rows[0]?.cells.map((cell) =>
        cell === undefined ? undefined : { ...cell, isLast: index === 17 },
      ) ?? [],
  }));

  const text = renderHistory('foo', { ...table, rows }, { style, all: false });

  expect(text).toMatch(/^3-1 .*last/m);
  expect(text).toContain('7 more builds: add --all\n');
  expect(text.split('\n').filter((line) => line.includes('2023-01-01'))).toHaveLength(13);
});

test('the text says that a formula has no bottle', () => {
  const empty = arrangeHistory([], { arch: undefined });

  expect(renderHistory('foo', empty, { style, all: false })).toBe(
    'foo has no bottle in this history\n',
  );
});

test('the page needs nothing from outside and escapes what comes from outside', () => {
  const [span] = sampleSpans();
  const spans = span === undefined ? [] : [{ ...span, bottleTag: '"><script>alert(1)</script>' }];
  const evil = arrangeHistory(spans, { arch: undefined });

  const page = renderHistoryPage({ ...PAGE, formula: '<img src=x>' }, evil);

  expect(page).not.toMatch(/<(?:img|link|iframe)|<script\s|@import|url\(/);
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).toContain('&lt;img src=x&gt;');
  expect(page).toContain('&quot;&gt;&lt;script&gt;');
  expect(page).toContain('prefers-color-scheme: dark');
  expect(page).toMatch(/^<!doctype html>\s*<html lang="en">/);
});

test('the page shows the same bottles as the table', () => {
  const page = renderHistoryPage({ ...PAGE, formula: 'foo' }, table);

  const list = page.slice(page.indexOf('All bottles'));
  expect(list.match(/<td class="sum"/g)).toHaveLength(8);
  expect(list.match(/>last</g)).toHaveLength(6);
  expect(list).toContain('macOS 11 Big Sur, Intel<small>big_sur</small>');
});

test('the JSON has every bottle with its commits', () => {
  const fields = toHistoryJson(
    { formula: 'foo', tap: 'homebrew/core', extent: 'all', origin: ORIGIN },
    table,
  );
  const json: unknown = JSON.parse(toResultJson(fields, schemaVersionOf('history')));

  expect(json).toMatchObject({
    schemaVersion: 2,
    formula: 'foo',
    builds: [
      { pkgVersion: '1.2', rebuild: 0 },
      { pkgVersion: '1.1' },
      {
        pkgVersion: '1.0',
        bottles: [
          {
            bottleTag: 'all',
            isLast: true,
            introducedBy: { commit: '0'.repeat(40), date: '2023-01-01T00:00:00Z' },
            droppedBy: { date: '2023-01-01T02:00:00Z', pkgVersion: '1.1' },
          },
        ],
      },
    ],
  });
});

test('the explanation names both commits with their messages, and lets no message move the cursor', () => {
  const target = parseTargetTag('big_sur');
  const traced = { spans: sampleSpans(), doubts: [] };
  const { choice } = new SpanChooser(target, { exactOnly: false }).choose(traced);
  if (choice === undefined) throw new Error('the sample has a bottle for Big Sur');

  const text = renderExplanation(
    {
      formula: 'foo',
      target,
      match: choice.match,
      span: choice.offer,
      messages: { introduced: 'foo: update 1.2 bottle.\n', dropped: 'foo: \u001b[2Jdrop Big Sur' },
      commitUrl: 'https://github.com/Homebrew/homebrew-core/commit/',
    },
    style,
  );

  expect(text).toBe(`foo 1.2 is the last for macOS 11 Big Sur on Intel (big_sur)
  its bottle is for big_sur, exactly this system

Built 2023-01-01 in Formula/f/foo.rb
  https://github.com/Homebrew/homebrew-core/commit/${'4'.padStart(40, '0')}
    foo: update 1.2 bottle.

Dropped 2023-01-01: 1.2_1 has no bottle for it
  https://github.com/Homebrew/homebrew-core/commit/${'5'.padStart(40, '0')}
    foo: \\u{1b}[2Jdrop Big Sur
`);
});
