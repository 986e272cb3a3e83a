import { expect, test } from 'vitest';

import type { BrewFacts, BrewRelease } from '../../../../src/bundle/brew/release/brew-release.ts';
import { requireSameFacts } from '../../../../src/bundle/brew/release/require-same-facts.ts';
import { readTreeFacts } from '../../../../src/bundle/brew/release/tree-facts.ts';
import { parseHex } from '../../../../src/core/digest.ts';
import { DisagreementError } from '../../../../src/core/errors.ts';
import { recentTree, RUBY_SUMS } from './made-up-tree.ts';

const FACTS = readTreeFacts(recentTree());
const RELEASE: BrewRelease = {
  ...FACTS,
  tag: '9.0.0',
  date: '2030-01-02',
  commit: '1'.repeat(40),
  tree: '2'.repeat(40),
  isInTable: true,
};

test('a row that its tree confirms is accepted, whatever the order of the systems', () => {
  const files = new Map([...FACTS.ruby.files].toReversed());

  expect(() =>
    requireSameFacts(RELEASE, { ...FACTS, ruby: { ...FACTS.ruby, files } }),
  ).not.toThrow();
});

test.for<readonly [Partial<BrewFacts>, string]>([
  [
    { oldestMacosAllowed: '11' },
    "Homebrew 9.0.0: the oldest macOS that it allows: brewpull's table says 10.15, its tree says 11",
  ],
  [{ oldestMacosAllowed: undefined }, "brewpull's table says 10.15, its tree says nothing"],
  [{ takesPaths: true }, "brewpull's table says no, its tree says yes"],
  [{ toolsFor: [] }, "brewpull's table says x86_64, its tree says nowhere"],
  [
    { ruby: { ...FACTS.ruby, version: '4.0.7' } },
    "brewpull's table says 4.0.6, its tree says 4.0.7",
  ],
  [
    { ruby: { ...FACTS.ruby, repository: 'homebrew/portable-ruby/portable-ruby' } },
    'its tree says homebrew/portable-ruby/portable-ruby',
  ],
] as const)('if a row and its tree disagree, both values are named: %j', ([changed, message]) => {
  const facts = { ...FACTS, ...changed };

  expect(() => requireSameFacts(RELEASE, facts)).toThrow(DisagreementError);
  expect(() => requireSameFacts(RELEASE, facts)).toThrow(message);
});

test('one wrong digit of a Portable Ruby is a disagreement, and so is a missing system', () => {
  const other = `e${RUBY_SUMS['x86_64-darwin'].slice(1)}`;
  const changed = new Map(FACTS.ruby.files).set('x86_64-darwin', {
    bottleTag: 'catalina',
    sha256: parseHex(other),
  });
  const fewer = new Map([...FACTS.ruby.files].slice(0, 3));

  for (const files of [changed, fewer]) {
    const facts = { ...FACTS, ruby: { ...FACTS.ruby, files } };
    expect(() => requireSameFacts(RELEASE, facts)).toThrow('the files of its Portable Ruby');
  }
  expect(() =>
    requireSameFacts(RELEASE, { ...FACTS, ruby: { ...FACTS.ruby, files: changed } }),
  ).toThrow(other);
});
