import { expect, test } from 'vitest';

import { closestNames } from '../../src/core/closest-names.ts';

const NAMES = ['vim', 'wget', 'wget2', 'neovim', 'openssl@3', 'openssl@1.1', 'macos', 'ripgrep'];

test.each([
  ['wgte', ['wget']],
  ['vmi', ['vim']],
  ['VIM', ['vim']],
  ['riprep', ['ripgrep']],
  ['openssl', ['openssl@3', 'openssl@1.1']],
  ['zzzzzz', []],
])('%s may mean %j', (word, expected) => {
  expect(closestNames(word, NAMES, 2)).toEqual(expected);
});
