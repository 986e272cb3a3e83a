import { expect, test } from 'vitest';

import { drawBar, marksFor, withMarks } from '../../../src/cli/render/marks.ts';
import { assert, constantFrom, integer, property } from '../../support/limits/random.ts';

const UTF8 = marksFor({ LANG: 'C.UTF-8' });
const ASCII = marksFor({ LANG: 'C' });

test.each([
  [{}, UTF8],
  [{ TERM: 'linux' }, ASCII],
  [{ TERM: 'linux', LANG: 'de_DE.utf8' }, UTF8],
  [{ LANG: 'POSIX' }, ASCII],
  [{ LANG: 'en_US' }, ASCII],
  [{ LANG: 'en_US.ISO-8859-1' }, ASCII],
  [{ LC_CTYPE: 'UTF-8' }, UTF8],
  [{ LANG: 'en_US.UTF-8', LC_CTYPE: 'C' }, ASCII],
  [{ LANG: 'C', LC_CTYPE: 'C', LC_ALL: 'C.UTF-8' }, UTF8],
  [{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, ASCII],
  [{ LANG: 'en_US.UTF-8', LC_CTYPE: '', LC_ALL: '' }, UTF8],
])('the locale %j chooses the marks', (env, marks) => {
  expect(marksFor(env)).toBe(marks);
});

test('marks of a locale without UTF-8 are ASCII', () => {
  expect(JSON.stringify(ASCII)).toMatch(/^[ -~]*$/);
  expect(withMarks('sha256:…', ASCII)).toBe('sha256:...');
});

test.each([
  [2, '▏'],
  [57, '█▏'],
  [1000, '█'.repeat(20)],
  [2000, '█'.repeat(40)],
  [0, ''],
])('out of 2000, %j gets a bar of the right length', (value, bar) => {
  expect(drawBar({ value, most: 2000 }, 40, UTF8)).toBe(bar);
});

test('a larger value never has a shorter bar, the largest fills the columns, and only 0 has none', () => {
  const size = integer({ min: 0, max: 10_000 });
  assert(
    property(
      size,
      size,
      integer({ min: 1, max: 60 }),
      constantFrom(UTF8, ASCII),
      (one, other, columns, marks) => {
        const [less, most] = [Math.min(one, other), Math.max(one, other)];
        const [small, large] = [less, most].map((value) =>
          drawBar({ value, most }, columns, marks),
        );
        if (most > 0) expect(large).toBe((marks.bar.at(-1) ?? '').repeat(columns));
        expect(small?.length).toBeLessThanOrEqual(large?.length ?? 0);
        expect(small === '').toBe(less === 0);
      },
    ),
  );
});
