import { expect, test } from 'vitest';

import { readBeside } from '../read-text.ts';

test.for([
  ['conflicts_with "ex-vi", because: "both install bin/ex"', ['ex-vi']],
  ['conflicts_with "a", "user/tap/b", :because => "both install c"', ['a', 'user/tap/b']],
  ['conflicts_with "a"\nconflicts_with "b"', ['a', 'b']],
  ['on_linux do\nconflicts_with "a"\nend', ['a']],
  ['conflicts_with "a" if build.with? "b"', []],
  ['conflicts_with "a" if build.without? "b"', ['a']],
  ['conflicts_with "a" if unknown', ['a']],
  ['conflicts_with "a" if build.head?', []],
  ['%w[a b].each { |name| conflicts_with name }', ['a', 'b']],
  ['conflicts_with(*%w[a b], because: "both install c")', ['a', 'b']],
  ['conflicts_with unknown, "a"', ['a']],
  ['conflicts_with cask: "a"', []],
  ['depends_on "a"', []],
] as const)('%s', ([lines, expected]) => {
  expect(readBeside(lines).conflicts).toEqual(expected);
});
