import { expect, test } from 'vitest';

import { parseBrewfile } from '../../src/plan/brewfile.ts';

test('brew lines are read in every spelling, and each name once', () => {
  const text = `brew "vim"
brew 'git', link: false # a comment
brew("wget")
brew "user/tap/tool",
  args: ["HEAD"]
brew "vim"
`;

  expect(parseBrewfile(text)).toEqual({
    names: ['vim', 'git', 'wget', 'user/tap/tool'],
    skipped: [],
  });
});

test('what is no formula or depends on Ruby is skipped with its line and reason', () => {
  const text = `tap "homebrew/cask"
cask "firefox"
if OS.mac?
  brew "inside"
end
brew "later" if ENV["X"]
%w[a b].each do |name|
  brew name
end
brew "kept"
`;

  const { names, skipped } = parseBrewfile(text);

  expect(names).toEqual(['kept']);
  expect(skipped.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
    '1 tap is not a formula',
    '2 cask is not a formula',
    '3 Ruby, which is not run',
    '4 depends on a condition, which is not run',
    '6 depends on a condition, which is not run',
    '7 Ruby, which is not run',
    '8 Ruby, which is not run',
  ]);
});
