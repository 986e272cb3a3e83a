import { expect, test } from 'vitest';

import {
  formatReference,
  likelyReference,
  formatRefName,
  isOciTag,
  parseReference,
  referenceAlternatives,
} from '../../src/registry/reference.ts';
import { assert, integer, property, string, stringMatching } from '../support/limits/random.ts';

test.each([
  ['9.0.1900', 0, '9.0.1900', '9.0.1900.big_sur'],
  ['9.0.1900_1', 0, '9.0.1900_1', '9.0.1900_1.big_sur'],
  ['0.8.9.0', 2, '0.8.9.0-2', '0.8.9.0.big_sur.2'],
  ['7.1.1-18', 0, '7.1.1-18', '7.1.1-18.big_sur'],
  ['7.1.1-18', 1, '7.1.1-18-1', '7.1.1-18.big_sur.1'],
])('%s with rebuild %i is %s, and its bottle %s', (pkgVersion, rebuild, reference, refName) => {
  expect(formatReference({ pkgVersion, rebuild })).toBe(reference);
  expect(formatRefName({ pkgVersion, rebuild }, 'big_sur')).toBe(refName);
});

test.each([
  ['1.2.3', ['1.2.3']],
  ['2.6+dfsg', ['2.6.dfsg']],
  ['1.0~rc1', ['1.0.rc1']],
  ['1.0+a#b', ['1.0.a.b']],
  ['1:2', ['1.2']],
  ['x'.repeat(129), []],
])('%s may be spelled as %j in the registry', (reference, spellings) => {
  expect(referenceAlternatives(reference)).toEqual(spellings);
});

const version = stringMatching(/^[0-9][0-9a-z._+~-]{0,20}$/);

test('what a reference was made from is among its meanings', () => {
  assert(
    property(version, integer({ min: 0, max: 99 }), (pkgVersion, rebuild) => {
      const meanings = parseReference(formatReference({ pkgVersion, rebuild }));
      expect(meanings).toContainEqual({ pkgVersion, rebuild });
      for (const meaning of meanings) {
        expect(formatReference(meaning)).toBe(formatReference({ pkgVersion, rebuild }));
      }
    }),
  );
});

test.each([
  { pkgVersion: '1.15~20180310_1', rebuild: 0, reference: '1.15.20180310_1' },
  { pkgVersion: '1.0+2', rebuild: 1, reference: '1.0.2-1' },
  { pkgVersion: '9.0.1900', rebuild: 0, reference: '9.0.1900' },
])('$pkgVersion is shown as $reference, which a registry can have', ({ reference, ...release }) => {
  expect(likelyReference(release)).toBe(reference);
});

test('every spelling is one a registry can have, and each occurs once', () => {
  assert(
    property(string(), (reference) => {
      const spellings = referenceAlternatives(reference);
      expect(spellings.every(isOciTag)).toBe(true);
      expect(new Set(spellings).size).toBe(spellings.length);
      expect(spellings[0] === reference).toBe(isOciTag(reference));
    }),
  );
});
