import { expect, test } from 'vitest';

import { formatTime } from '../../src/core/iso-time.ts';
import { assert, integer, property } from '../support/limits/random.ts';

test('a time is written as a Date writes it, without its milliseconds', () => {
  assert(
    property(integer({ min: -62_167_219_200, max: 253_402_300_799 }), (seconds) => {
      const expected = new Date(seconds * 1000).toISOString().replace('.000', '');
      expect(formatTime(seconds)).toBe(expected);
      expect(formatTime(seconds + 1)).toBe(
        new Date(seconds * 1000 + 1000).toISOString().replace('.000', ''),
      );
    }),
  );
});

test('a time that no date can hold becomes the epoch', () => {
  expect(formatTime(1e15)).toBe('1970-01-01T00:00:00Z');
  expect(formatTime(Number.NaN)).toBe('1970-01-01T00:00:00Z');
});
