import { expect, test } from 'vitest';

import { detectVersion, otherEraVersions } from '../../../src/history/version/detect-version.ts';
import cases from '../../../fixtures/homebrew-cases/version-cases.json' with { type: 'json' };
import historical from '../../../fixtures/homebrew-cases/version-cases-historical.json' with { type: 'json' };
import pkgCases from '../../../fixtures/homebrew-cases/pkgversion-cases.json' with { type: 'json' };

test.for(cases)('$url is version $expected ($name)', ({ url, tag, expected }) => {
  expect(detectVersion(url, { gitTag: tag })).toBe(expected ?? undefined);
});

test.for(historical)('$url, once in the specs, is $current_rules today', (entry) => {
  const { url, tag, current_rules: today } = entry;

  expect(detectVersion(url, { gitTag: tag })).toBe(today);
});

test.for(historical)('$url was $expected by the rules of its time', (entry) => {
  const { url, tag, expected, current_rules: today, last_seen: date } = entry;
  // Rules that ended before 2020, the year of the oldest bottles still available, are not kept.
  const then = date < '2020' && today !== expected ? today : expected;

  expect([
    detectVersion(url, { gitTag: tag, date }),
    detectVersion(url, { gitTag: tag }),
    ...otherEraVersions(url, { gitTag: tag }),
  ]).toContain(then);
});

test.for(pkgCases.filter(({ kind, url }) => kind === 'formula_pkg_version' && url))(
  '$url gives the version of $expected',
  ({ url, expected }) => {
    expect(detectVersion(url ?? '')).toBe(expected?.replace(/_\d+$/, ''));
  },
);

const RELEASE = 'https://github.com/o/r/releases/download/v3.2/tool-3.2.0-tarball.tgz';

test('the folder of a GitHub release counts from the day Homebrew began to read it', () => {
  expect(detectVersion(RELEASE, { date: '2026-07-27T23:59:59Z' })).toBe('3.2.0');
  expect(detectVersion(RELEASE, { date: '2026-07-28T00:00:00Z' })).toBe('3.2');
});

test('readings by the rules of other years are offered, but never the given one', () => {
  expect(otherEraVersions(RELEASE)).toEqual(['3.2.0']);
  expect(otherEraVersions(RELEASE, { date: '2025-01-01' })).toEqual(['3.2']);
  expect(otherEraVersions('https://example.org/tool-1.2.tar.gz')).toEqual([]);
});

test('Debian sources without a dot, dates and hyphens are read by the rules of their years', () => {
  const debian = 'https://example.org/pool/t/tool/tool_1.orig.tar.gz';
  expect(detectVersion(debian, { date: '2024-07-25' })).toBe('1');
  expect(detectVersion(debian, { date: '2024-07-23' })).not.toBe('1');
  const dated = 'https://example.org/archive/2023-09-28.tar.gz';
  expect(detectVersion(dated)).toBe('2023-09-28');
  expect(otherEraVersions(dated)).toEqual(['09-28']);
  const hyphens = 'https://example.org/archive/v2.1-20210510.tar.gz';
  expect(detectVersion(hyphens, { date: '2021-06-17' })).toBe('2.1-20210510');
  expect(detectVersion(hyphens, { date: '2021-06-15' })).toBe('20210510');
});

test('percent escapes are decoded from December 2020 on', () => {
  const url = 'https://example.org/tool-1.0%2B3rev.tar.gz';
  expect(detectVersion(url, { date: '2020-12-20' })).toBe('1.0+3rev');
  expect(detectVersion(url, { date: '2020-12-01' })).toBe('1.0%2B3rev');
});

test('a broken escape does not throw', () => {
  expect(detectVersion('https://example.org/100%/tool-1.2.tar.gz')).toBe('1.2');
  expect(detectVersion('https://example.org/%ff%fe/tool-1.2.tar.gz')).toBe('1.2');
});

test.for(['1.', '1-', '1_', '-1', '%31', '.1-'])('endless %s does not take long', (part) => {
  const started = performance.now();
  for (const count of [600, 1000, 100_000]) {
    const url = `https://example.org/${part.repeat(count)}x`;
    detectVersion(url);
    otherEraVersions(url);
  }

  expect(performance.now() - started).toBeLessThan(1000);
});
