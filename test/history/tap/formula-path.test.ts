import { expect, test } from 'vitest';

import { findNameInPath, listCorePaths } from '../../../src/history/tap/formula-path.ts';

test.each([
  ['Formula/vim.rb', 'vim'],
  ['Formula/v/vim.rb', 'vim'],
  ['Formula/lib/libpng.rb', 'libpng'],
  ['Formula/deep/down/vim.rb', 'vim'],
  ['HomebrewFormula/vim.rb', 'vim'],
  ['Library/Formula/gtk+3.rb', 'gtk+3'],
  ['vim.rb', 'vim'],
  ['Casks/v/vim.rb', undefined],
  ['lib/vim.rb', undefined],
  ['Library/vim.rb', undefined],
  ['Formula/vim.patch', undefined],
  ['Formula/.rb', undefined],
])('%s is the file of %s', (path, name) => {
  expect(findNameInPath(path)).toBe(name);
});

// Rule: Library/Homebrew/tap/core_tap.rb:82-97 at aad366ffaf.
test.each([
  ['vim', 'Formula/v/vim.rb'],
  ['libpng', 'Formula/lib/libpng.rb'],
  ['lib3mf', 'Formula/lib/lib3mf.rb'],
  ['lima', 'Formula/l/lima.rb'],
  ['0install', 'Formula/0/0install.rb'],
  ['a2ps', 'Formula/a/a2ps.rb'],
])('homebrew-core keeps %s in %s', (name, path) => {
  expect(listCorePaths(name)[0]).toBe(path);
});
