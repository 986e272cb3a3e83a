import { expect, test } from 'vitest';

import { parsePkgVersion } from '../../../../src/core/pkg-version.ts';
import {
  compareBuilds,
  isListChronological,
  mayBeNewer,
  orderCandidates,
  type UsableBuild,
} from '../../../../src/bottle/resolve/registry/plan-registry-search.ts';

function build(pkgVersion: string, position: number, rebuild = 0, created?: string): UsableBuild {
  return { pkgVersion: parsePkgVersion(pkgVersion), rebuild, position, created };
}

test('references are ordered newest first as Homebrew orders versions, not as text', () => {
  const order = orderCandidates([
    '9.0.1900',
    '10.0',
    '9.0.1900_1',
    '9.0.1900-1',
    '9.1.0',
    'latest',
  ]);

  expect(order.map(({ reference }) => reference)).toEqual([
    '10.0',
    '9.1.0',
    '9.0.1900-1',
    '9.0.1900_1',
    '9.0.1900',
  ]);
});

test('tags of the referrers schema are not candidates', () => {
  const digestTag = `sha256-${'a1'.repeat(32)}`;

  expect(orderCandidates([digestTag, '1.0']).map(({ reference }) => reference)).toEqual(['1.0']);
});

test('only what may be newer than the answer has to be read', () => {
  const found = build('9.0.1900', 1);
  const decide = (reference: string, position: number, isChronological = false): boolean =>
    mayBeNewer({ reference, position }, found, { isChronological });

  expect(decide('9.0.1900-1', 2)).toBe(true);
  expect(decide('9.0.1900_1', 2)).toBe(true);
  expect(decide('9.0.1850-7', 2)).toBe(false);
  expect(decide('1.0', 2)).toBe(false);
  expect(decide('1.0', 2, true)).toBe(true);
  expect(decide('1.0', 0, true)).toBe(false);
});

test('a later upload beats a higher version when the dates agree, as after a change of version scheme', () => {
  const dated = build('2023.01', 0, 0, '2023-01-02T00:00:00Z');
  const plain = build('1.0', 1, 0, '2023-06-01T00:00:00Z');

  expect(compareBuilds(plain, dated, { isChronological: true })).toBeGreaterThan(0);
  expect(compareBuilds(plain, dated, { isChronological: false })).toBeLessThan(0);
  expect(compareBuilds(build('1.0', 1), dated, { isChronological: true })).toBeLessThan(0);
});

test('a rebuild is newer than the build it replaces', () => {
  expect(compareBuilds(build('1.0', 0, 1), build('1.0', 1), { isChronological: false })).toBe(1);
});

test('a list sorted by text says nothing about the order of upload', () => {
  expect(isListChronological(['1.10', '1.2', '1.9'])).toBe(false);
  expect(isListChronological(['1.9', '1.10'])).toBe(true);
});
