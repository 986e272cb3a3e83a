import { expect, test } from 'vitest';

import {
  comparePkgVersions,
  formatPkgVersion,
  parsePkgVersion,
} from '../../src/core/pkg-version.ts';
import { compareVersions, leadingTokens, versionTokens } from '../../src/core/version.ts';
import compareCases from '../../fixtures/homebrew-cases/version-compare-cases.json' with { type: 'json' };
import miscCases from '../../fixtures/homebrew-cases/version-misc-cases.json' with { type: 'json' };
import pkgCases from '../../fixtures/homebrew-cases/pkgversion-cases.json' with { type: 'json' };
import { array, assert, constantFrom, property, tuple } from '../support/limits/random.ts';

function holds(order: number, op: string): boolean {
  if (op === '<') return order < 0;
  if (op === '<=') return order <= 0;
  if (op === '>') return order > 0;
  if (op === '>=') return order >= 0;
  expect(['==', '!=']).toContain(op);
  return (order === 0) === (op === '==');
}

/** In Ruby a NULL version equals nothing, not even itself: no order can express that. */
const COMPARABLE = compareCases.filter(
  ({ a_kind: a, b_kind: b }) => a !== 'NULL version' || b !== 'NULL version',
);

test('every comparison in the specs except one is covered', () => {
  expect(compareCases).toHaveLength(120);
  expect(COMPARABLE).toHaveLength(119);
});

test.for(COMPARABLE)('$a $op $b is $result', ({ a, op, b, result }) => {
  expect(holds(compareVersions(a ?? '', b ?? ''), op)).toBe(result);
});

test.for([
  { a: '0o', b: 'o0o' },
  { a: '_0.t', b: '_t0.t' },
])('when $a meets $b, a zero and a missing token are skipped together, as in brew', ({ a, b }) => {
  expect(compareVersions(a, b)).toBe(0);
  expect(compareVersions(b, a)).toBeGreaterThan(0);
});

test('versions sort as in the specs', () => {
  for (const sorted of miscCases.sort_ascending) {
    expect(sorted.toReversed().toSorted(compareVersions)).toEqual(sorted);
  }
});

test.for(miscCases.accessors)('$accessor of $version is $expected', (entry) => {
  expect(access(entry.version, entry.accessor)).toBe(entry.expected);
});

function access(version: string, accessor: string): string | null {
  if (accessor === 'major_minor') return leadingTokens(version, 2);
  if (accessor === 'major_minor_patch') return leadingTokens(version, 3);
  const index = ['major', 'minor', 'patch'].indexOf(accessor);
  expect(index).toBeGreaterThanOrEqual(0);
  return versionTokens(version)[index] ?? null;
}

test('leadingTokens drops the leading zeros of a number', () => {
  expect(leadingTokens('1.08.003', 3)).toBe('1.8.3');
  expect(leadingTokens('5', 2)).toBe('5');
});

test.for(miscCases.head)('$version is HEAD: $head', ({ version, head }) => {
  expect(compareVersions(version, '99999') > 0).toBe(head);
});

test.for(pkgCases.filter(({ kind }) => kind === 'parse'))('$input is parsed', (entry) => {
  expect(parsePkgVersion(entry.input ?? '')).toEqual({
    version: entry.version,
    revision: entry.revision,
  });
});

test.for(pkgCases.filter(({ kind }) => kind === 'compare'))('$a $op $b is $result', (entry) => {
  const [a, b] = [parsePkgVersion(String(entry.a)), parsePkgVersion(String(entry.b))];
  expect(holds(comparePkgVersions(a, b), entry.op ?? '')).toBe(entry.result);
});

test.for(pkgCases.filter(({ kind }) => kind === 'to_s'))('$expected is written', (entry) => {
  const { version = '', revision = 0 } = entry;
  expect(formatPkgVersion({ version, revision })).toBe(entry.expected);
});

test.for(pkgCases.filter(({ kind }) => kind === 'accessors'))(
  '$accessor of $input is $expected',
  (entry) => {
    const { version } = parsePkgVersion(entry.input ?? '');
    expect(access(version, entry.accessor ?? '')).toBe(entry.expected);
  },
);

test('long numbers compare by value', () => {
  expect(compareVersions('20230101120000000000001', '20230101120000000000002')).toBeLessThan(0);
  expect(compareVersions('0009', '10')).toBeLessThan(0);
});

/** No zeros: Homebrew says that `0` equals `a1`, but that `a1` is older than `0`. */
const PART = constantFrom('1', '2', '10', 'a1', 'alpha', 'beta2', 'pre1', 'rc2', 'p3', 'x');
const VERSION = array(PART, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'));

test('comparing the other way round gives the opposite', () => {
  assert(
    property(tuple(VERSION, VERSION), ([a, b]) => {
      expect(Math.sign(compareVersions(a, b))).toBe(0 - Math.sign(compareVersions(b, a)));
    }),
  );
});

test('a trailing zero changes nothing', () => {
  assert(
    property(VERSION, (version) => {
      expect(compareVersions(version, `${version}.0`)).toBe(0);
    }),
  );
});
