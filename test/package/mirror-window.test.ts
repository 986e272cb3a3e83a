import { expect, test } from 'vitest';

import {
  isWithin,
  parseMirrorWindow,
  requireOrder,
} from '../../scripts/packaged-answers/mirror-window.ts';

test('a window has a name, a clone and its days', () => {
  expect(parseMirrorWindow('a/homebrew-cn=/clones/a=b,2023-03-01..2023-12-17')).toEqual({
    name: 'a/homebrew-cn',
    path: '/clones/a=b',
    from: '2023-03-01',
    until: '2023-12-17',
  });
});

test.each([
  'a/b=/c',
  'a=/c,2023-03-01..2023-12-17',
  'a/b=/c,2023-03-01',
  'a/b=/c,2024-01-02..2024-01-01',
])('%s is not a window', (text) => {
  expect(() => parseMirrorWindow(text)).toThrow(text);
});

test('a window includes its first and last day', () => {
  const window = parseMirrorWindow('a/b=/c,2023-03-01..2023-03-02');
  const dates = [
    '2023-02-28T23:59:59Z',
    '2023-03-01T00:00:00Z',
    '2023-03-02T23:59:59Z',
    '2023-03-03T00:00:00Z',
  ];
  expect(dates.map((date) => isWithin(window, date))).toEqual([false, true, true, false]);
});

test('windows that overlap are refused', () => {
  const first = parseMirrorWindow('a/b=/c,2023-03-01..2023-03-02');
  const second = parseMirrorWindow('d/e=/f,2023-03-02..2023-03-04');
  expect(() => requireOrder([first, second])).toThrow(
    'the days of d/e from 2023-03-02 begin before',
  );
  expect(() => requireOrder([first, { ...second, from: '2023-03-03' }])).not.toThrow();
});
