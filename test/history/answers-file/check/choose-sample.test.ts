import { expect, test } from 'vitest';

import { digestOfBytes } from '../../../../src/core/digest.ts';
import { chooseSample } from '../../../../src/history/answers-file/check/choose-sample.ts';
import { assert, integer, property } from '../../../support/limits/random.ts';

const NAMES = Array.from({ length: 1000 }, (_, index) => `f${String(index).padStart(4, '0')}`);

test('a sample is the same for the same file and different for another', () => {
  const one = chooseSample(NAMES, 20, digestOfBytes('one'));

  expect(chooseSample(NAMES, 20, digestOfBytes('one'))).toEqual(one);
  expect(chooseSample(NAMES, 20, digestOfBytes('two'))).not.toEqual(one);
});

test('every stretch of the list gives one name, in order and without repetition', () => {
  assert(
    property(
      integer({ min: 1, max: 1200 }),
      integer({ min: 0, max: 1000 }),
      integer(),
      (count, length, seed) => {
        const names = NAMES.slice(0, length);
        const chosen = chooseSample(names, count, digestOfBytes(String(seed)));
        expect(chosen).toHaveLength(Math.min(count, length));
        expect(chosen).toEqual([...new Set(chosen)].toSorted());
        chosen.forEach((name, index) => {
          const place = names.indexOf(name);
          expect(Math.floor(((place + 1) * chosen.length - 1) / length)).toBe(index);
        });
      },
    ),
  );
});
