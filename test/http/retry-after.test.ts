import { expect, test } from 'vitest';

import {
  parseRetryAfter,
  parseRetryAfterMessage,
  parseUsedUpWindow,
} from '../../src/http/retry-after.ts';
import { assert, integer, property, string } from '../support/limits/random.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');

test.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
  ['Thursday, 01-Jan-26 00:00:30 GMT', 30_000],
  ['Thu, 01 Jan 2015 00:00:30 GMT', 0],
  ['', undefined],
  ['-5', undefined],
  ['soon', undefined],
  ['2026', 2_026_000],
])('parseRetryAfter reads %j', (header, expected) => {
  expect(parseRetryAfter(header, NOW)).toBe(expected);
});

test.each([
  [
    '{"errors":[{"code":"TOOMANYREQUESTS","message":"retry-after: 1.16676ms, allowed: 44000/minute"}]}',
    1.16676,
  ],
  ['retry-after: 880.092µs, allowed: 44000/minute', 0.880092],
  ['retry-after: 880\u03BCs', 0.88],
  ['Retry-After: 1h2m3.5s', 3_723_500],
  ['retry-after: 90', undefined],
  ['allowed: 44000/minute', undefined],
])('parseRetryAfterMessage reads %j', (message, expected) => {
  const ms = parseRetryAfterMessage(message);
  if (expected === undefined) expect(ms).toBeUndefined();
  else expect(ms).toBeCloseTo(expected, 9);
});

test.each([
  ['0;w=21600', 21_600_000],
  [' 0;w=60 ', 60_000],
  ['1;w=21600', undefined],
  ['10;w=21600', undefined],
  ['0', undefined],
  [undefined, undefined],
])('parseUsedUpWindow reads %j', (header, expected) => {
  expect(parseUsedUpWindow(header)).toBe(expected);
});

test('parseRetryAfter reads back any date and any number of seconds', () => {
  assert(
    property(integer({ min: 0, max: 10_000_000 }), (seconds) => {
      const date = new Date(NOW + seconds * 1000).toUTCString();
      expect(parseRetryAfter(date, NOW)).toBe(seconds * 1000);
      expect(parseRetryAfter(String(seconds), NOW)).toBe(seconds * 1000);
    }),
  );
});

test('a wait is never negative, whatever a server says', () => {
  assert(
    property(string({ maxLength: 60 }), (text) => {
      expect(parseRetryAfter(text, NOW) ?? 0).toBeGreaterThanOrEqual(0);
      expect(parseRetryAfterMessage(`retry-after: ${text}`) ?? 0).toBeGreaterThanOrEqual(0);
    }),
  );
});
