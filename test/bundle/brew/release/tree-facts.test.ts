import { expect, test } from 'vitest';

import type { BrewFacts } from '../../../../src/bundle/brew/release/brew-release.ts';
import { readTreeFacts } from '../../../../src/bundle/brew/release/tree-facts.ts';
import { InvalidFileError } from '../../../../src/core/errors.ts';
import { diagnostic, olderTree, recentTree, RUBY_SUMS, type TreeFiles } from './made-up-tree.ts';
import * as fc from '../../../support/limits/random.ts';

test('a tree says what it needs: macOS, Portable Ruby, paths, tools', () => {
  expect(readTreeFacts(recentTree())).toEqual({
    oldestMacosAllowed: '10.15',
    ruby: {
      version: '4.0.6',
      repository: 'homebrew/core/portable-ruby',
      files: new Map([
        ['x86_64-darwin', { bottleTag: 'catalina', sha256: RUBY_SUMS['x86_64-darwin'] }],
        ['arm64-darwin', { bottleTag: 'arm64_big_sur', sha256: RUBY_SUMS['arm64-darwin'] }],
        ['x86_64-linux', { bottleTag: 'x86_64_linux', sha256: RUBY_SUMS['x86_64-linux'] }],
        ['arm64-linux', { bottleTag: 'arm64_linux', sha256: RUBY_SUMS['arm64-linux'] }],
      ]),
    },
    takesPaths: false,
    toolsFor: ['x86_64'],
  });
});

test('an older tree names Portable Ruby in the script that fetches it', () => {
  expect(readTreeFacts(olderTree())).toEqual({
    oldestMacosAllowed: '10.11',
    ruby: {
      version: '3.1.4',
      repository: 'homebrew/portable-ruby/portable-ruby',
      files: new Map([
        ['x86_64-darwin', { bottleTag: 'el_capitan', sha256: RUBY_SUMS['x86_64-darwin'] }],
        ['x86_64-linux', { bottleTag: 'x86_64_linux', sha256: RUBY_SUMS['x86_64-linux'] }],
      ]),
    },
    takesPaths: true,
    toolsFor: ['arm64'],
  });
});

test('a tree may need no Command Line Tools, or need them per bottle on Apple silicon', () => {
  const nobody = { 'extend/os/mac/diagnostic.rb': diagnostic(undefined) };
  const perBottle = {
    ...nobody,
    'extend/os/mac/formula_installer.rb': 'def check_developer_tools_for_bottle_pour\nend\n',
  };

  expect(readTreeFacts(recentTree(nobody)).toolsFor).toEqual([]);
  expect(readTreeFacts(recentTree(perBottle)).toolsFor).toEqual(['arm64']);
});

test('a tree need not say which macOS is the oldest', () => {
  expect(readTreeFacts(recentTree({ 'brew.sh': '' })).oldestMacosAllowed).toBeUndefined();
});

const SCRIPT = 'cmd/vendor-install.sh';
const SYSTEM = 'vendor/portable-ruby-x86_64-darwin';
const SUM = RUBY_SUMS['x86_64-darwin'];
const PLACE = '"https://ghcr.io/v2/homebrew/core/portable-ruby/blobs/sha256:${ruby_SHA}"\n';

test.for<readonly [string, TreeFiles]>([
  ['it has no Library/Homebrew/brew.sh', { 'brew.sh': undefined }],
  ['it has no Library/Homebrew/env_config.rb', { 'env_config.rb': undefined }],
  ['which macOS is the oldest', { 'brew.sh': 'HOMEBREW_MACOS_OLDEST_ALLOWED="$(sw_vers)"\n' }],
  ['which macOS is the oldest', { 'brew.sh': '  HOMEBREW_MACOS_OLDEST_ALLOWED="10.15"\n' }],
  ['which macOS is the oldest', { 'brew.sh': 'HOMEBREW_MACOS_OLDEST_ALLOWED="11"\n'.repeat(2) }],
  ['it is not a version of Ruby', { 'vendor/portable-ruby-version': '../../../etc\n' }],
  ['it is not a version of Ruby', { 'vendor/portable-ruby-version': '4.0.6\n4.0.7\n' }],
  ['it is not a version of Ruby', { 'vendor/portable-ruby-version': undefined }],
  ['does not name one bottle', { [SYSTEM]: `ruby_TAG=arm64_big_sur\nruby_SHA=${SUM}\n` }],
  ['does not name one bottle', { [SYSTEM]: `ruby_TAG=../x\nruby_SHA=${SUM}\n` }],
  ['does not name one bottle', { [SYSTEM]: `ruby_TAG=catalina\nruby_SHA=${SUM}0\n` }],
  ['does not name one bottle', { [SYSTEM]: `ruby_TAG=catalina\nruby_SHA=${SUM}\nrm -rf /\n` }],
  ['it is not there', { [SCRIPT]: undefined }],
  ['one known place of Portable Ruby', { [SCRIPT]: PLACE.replace('core', 'other') }],
  ['one known place of Portable Ruby', { [SCRIPT]: PLACE.replace('/core/', '/core/../') }],
  ['one known place of Portable Ruby', { [SCRIPT]: `${PLACE}${PLACE.replace('core', 'x')}` }],
  ['it has no fatal_preinstall_checks', { 'extend/os/mac/diagnostic.rb': '' }],
  [
    'it asks for the Command Line Tools in a new way',
    { 'extend/os/mac/diagnostic.rb': diagnostic('if OS::Mac.version >= :tahoe') },
  ],
  ['it has 1048577 bytes', { 'brew.sh': ' '.repeat(1024 * 1024 + 1) }],
])('a tree that is written in an unknown way is refused: %s', ([reason, changes]) => {
  expect(() => readTreeFacts(recentTree(changes))).toThrow(InvalidFileError);
  expect(() => readTreeFacts(recentTree(changes))).toThrow(reason);
});

const NAMED = `      ruby_FILENAME="portable-ruby-3.1.4.el_capitan.bottle.tar.gz"\n      ruby_SHA="${SUM}"\n`;
const OLD_PLACE = PLACE.replace('core', 'portable-ruby');

test.for([
  ['it names two Portable Rubies for x86_64-darwin', `${NAMED}${NAMED}`],
  ['it names Portable Ruby 2.6.10', NAMED.replace('3.1.4', '2.6.10')],
  ['it names a Portable Ruby for all', NAMED.replace('el_capitan', 'all')],
  ['it names no Portable Ruby', NAMED.replace(SUM, 'short')],
] as const)('an older script that leaves any doubt is refused: %s', ([reason, text]) => {
  const tree = olderTree({ [SCRIPT]: `${text}${OLD_PLACE}` });

  expect(() => readTreeFacts(tree)).toThrow(reason);
});

test('whatever a file contains, what is read from it looks like a name, or the tree is refused', () => {
  const files = Object.keys(FRAGMENTS);
  const text = fc
    .array(fc.oneof(fc.constantFrom(...Object.values(FRAGMENTS)), fc.string()), { maxLength: 4 })
    .map((parts) => parts.join(''));

  fc.assert(
    fc.property(fc.constantFrom(...files), text, (file, content) => {
      const facts = readOrRefuse({ [file]: content });
      if (facts === undefined) return;
      expect(facts.oldestMacosAllowed ?? '11').toMatch(/^\d\d(?:\.\d{1,2})?$/);
      expect(facts.ruby.version).toMatch(/^[\d._]+$/);
      for (const { bottleTag, sha256 } of facts.ruby.files.values()) {
        expect(`${bottleTag} ${sha256}`).toMatch(/^\w+ [0-9a-f]{64}$/);
      }
    }),
  );
});

const FRAGMENTS = {
  'brew.sh': 'HOMEBREW_MACOS_OLDEST_ALLOWED="10.15"\n',
  'vendor/portable-ruby-version': '4.0.6',
  [SYSTEM]: `ruby_TAG=catalina\nruby_SHA=${SUM}\n`,
  [SCRIPT]: `${NAMED}${PLACE}`,
  'extend/os/mac/diagnostic.rb': diagnostic('if Hardware::CPU.arm?'),
};

function readOrRefuse(changes: TreeFiles): BrewFacts | undefined {
  try {
    return readTreeFacts(recentTree(changes));
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidFileError);
    return undefined;
  }
}
