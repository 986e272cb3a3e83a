import { expect, test } from 'vitest';

import { findMeantName } from '../../../src/history/tap/meant-name.ts';

test.each([
  ['https://ghcr.io/v2/homebrew/core/vim', 'vim'],
  ['https://ghcr.io/v2/homebrew/core/openssl/3', 'openssl@3'],
  ['https://ghcr.io/v2/homebrew/core/openssl/3/manifests/3.1.3', 'openssl@3'],
  ['ghcr.io/homebrew/core/vim:9.0.1900', 'vim'],
  ['docker://ghcr.io/homebrew/core/vim', 'vim'],
  ['https://ghcr.io/v2/user/tap/tool', 'user/tap/tool'],
  ['https://formulae.brew.sh/formula/vim', 'vim'],
  ['https://formulae.brew.sh/formula/openssl@3#default', 'openssl@3'],
  ['https://formulae.brew.sh/api/formula/vim.json', 'vim'],
  ['https://github.com/Homebrew/homebrew-core/blob/master/Formula/v/vim.rb', 'vim'],
  ['https://github.com/user/homebrew-tap/blob/main/Formula/tool.rb', 'user/tap/tool'],
  ['https://raw.githubusercontent.com/Homebrew/homebrew-core/HEAD/Formula/v/vim.rb?x=1', 'vim'],
  ['vim.rb', 'vim'],
  ['./Formula/v/vim.rb', 'vim'],
  ['C:\\homebrew\\Formula\\v\\vim.rb', 'vim'],
])('%s means the formula %s', (text, formula) => {
  expect(findMeantName(text)).toEqual({ kind: 'formula', formula });
});

test.each([
  ['./vim--9.0.1900.big_sur.bottle.tar.gz', 'vim'],
  ['vim--9.0.bottle.1.tar.gz', 'vim'],
  ['/bottles/openssl@3--3.1.3.arm64_sonoma.bottle.json', 'openssl@3'],
  ['https://example.org/x/a-b--1.all.bottle.tar.gz', 'a-b'],
])('%s is the file of a bottle of %s', (text, formula) => {
  expect(findMeantName(text)).toEqual({ kind: 'bottle-file', formula });
});

test.each([
  'https://formulae.brew.sh/cask/firefox',
  'https://github.com/Homebrew/homebrew-cask/blob/HEAD/Casks/f/firefox.rb',
  'https://formulae.brew.sh/api/cask/firefox.json',
])('%s is a cask', (text) => {
  expect(findMeantName(text)).toEqual({ kind: 'cask', cask: 'firefox' });
});

test.each(['vim', 'C:\\x', './vim', '/usr/bin/vim', 'https://example.org/vim', 'gtk+', ''])(
  'nothing is guessed from %j',
  (text) => {
    expect(findMeantName(text)).toBeUndefined();
  },
);
