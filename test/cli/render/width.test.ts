import { expect, test } from 'vitest';

import { controlMark } from '../../../src/cli/render/harmless.ts';
import { createStyle } from '../../../src/cli/render/style.ts';
import { cut, padTo, widthOf, wrap } from '../../../src/cli/render/width.ts';
import { assert, property, string } from '../../support/limits/random.ts';

test.each([
  ['vim', 3],
  ['日本語', 6],
  ['한국어', 6],
  ['e\u0301a', 2],
  ['🇩🇪', 2],
  ['👩‍👩‍👧x', 3],
  ['├─ █✓…', 6],
  ['', 0],
])('%s takes %i columns of a terminal', (text, width) => {
  expect(widthOf(text)).toBe(width);
});

test('colours take no columns', () => {
  const style = createStyle(true);

  expect(widthOf(style.green('日本'))).toBe(4);
  expect(padTo(style.bold('ab'), 4)).toBe(`${style.bold('ab')}  `);
});

test.each([
  ['vim', 3, 'vim'],
  ['libvim', 4, 'lib…'],
  ['日本語', 5, '日本…'],
  ['日本語', 4, '日…'],
  ['👩‍👩‍👧👩‍👩‍👧', 3, '👩‍👩‍👧…'],
  ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
  ['├─ │ █', 4, '├─ …'],
  ['vim', 0, ''],
])('%s is cut to %i columns as %s', (text, width, expected) => {
  expect(cut(text, width, '…')).toBe(expected);
});

test('cut text still ends its colour', () => {
  const style = createStyle(true);

  expect(cut(`${style.red('formula')} and more`, 5, '...')).toBe(`${style.red('fo')}...`);
});

test('cut text is never wider than the given columns', () => {
  assert(
    property(string({ unit: 'grapheme' }), (text) => {
      for (const width of [1, 2, 7])
        expect(widthOf(cut(text, width, '…'))).toBeLessThanOrEqual(width);
    }),
  );
});

test('text breaks between words, and a path stays whole', () => {
  expect(wrap('write it to /a/folder/with/a/long/path and end', 12)).toEqual([
    'write it to',
    '/a/folder/with/a/long/path',
    'and end',
  ]);
  expect(wrap('one\n\ntwo', 12)).toEqual(['one', '', 'two']);
  expect(wrap('日本語 日本語', 7)).toEqual(['日本語', '日本語']);
});

test('a colour that spans a break ends before it and begins again after it', () => {
  const lines = wrap(createStyle(true).red('one two'), 4);

  expect(lines).toEqual([
    `${controlMark('31m')}one${controlMark('39m')}`,
    `${controlMark('31m')}two${controlMark('39m')}`,
  ]);
});

test('wrapping lets no control sequence in the text through', () => {
  expect(wrap('a\u001B[2Jb c', 40)).toEqual([String.raw`a\u{1b}[2Jb c`]);
});
