import { expect, test } from 'vitest';

import {
  compareWithRecords,
  type BuiltAgainst,
  type BuiltFormula,
} from '../../../src/closure/rules/build-records.ts';

/** `base 1.0`, `newlib/oldlib 1.0`. */
function built(words: string, ...builtAgainst: readonly BuiltAgainst[]): BuiltFormula {
  const [names = '', pkgVersion = ''] = words.split(' ');
  const [formula = '', nameThen = formula] = names.split('/');
  return { formula, nameThen, pkgVersion, builtAgainst };
}

function against(name: string, pkgVersion: string): BuiltAgainst {
  return { name, version: pkgVersion.replace(/_\d+$/, ''), pkgVersion };
}

function differences(closure: readonly BuiltFormula[], known: readonly string[] = []): string[] {
  return compareWithRecords(closure, new Set(known)).map(
    ({ kind, formula, message }) => `${kind} ${formula}: ${message}`,
  );
}

test('a closure with everything that the records name, as new or newer, has no differences', () => {
  const closure = [
    built('base 1.10'),
    built('newlib/oldlib 2.0_1'),
    built('app 1.0', against('base', '1.9'), against('oldlib', '2.0_1')),
  ];

  expect(differences(closure)).toEqual([]);
});

test('a missing dependency is reported once, for the first formula that needs it', () => {
  const closure = [
    built('mid 1.0', against('zlib', '1.3')),
    built('app 1.0', against('zlib', '1.3'), against('mid', '1.0')),
  ];

  expect(differences(closure)).toEqual([
    'missing mid: its build record says that it needs zlib 1.3, which its formula does not: zlib is not included',
  ]);
  expect(differences(closure, ['zlib'])).toEqual([]);
});

test.each([
  ['1.0', against('base', '1.0_1'), true],
  ['1.0_1', against('base', '1.0_1'), false],
  ['1.9', against('base', '1.10'), true],
  ['1.0', { name: 'base', version: '1.0', pkgVersion: undefined }, false],
  ['1.0_2', { name: 'base', version: '1.1', pkgVersion: undefined }, true],
])('%s is compared with %o', (taken, wanted, isOlder) => {
  const said = differences([built(`base ${taken}`), built('app 1.0', wanted)]);

  expect(said).toEqual(
    isOlder
      ? [
          `older base: app was built against ${wanted.pkgVersion ?? wanted.version}, and ${taken} is taken`,
        ]
      : [],
  );
});

test('a bottle without a build record has no differences', () => {
  const closure = [{ ...built('app 1.0'), builtAgainst: undefined }];

  expect(differences(closure)).toEqual([]);
});
