import { expect, test } from 'vitest';

import type { BottleFacts } from '../../../src/history/state/bottle-span.ts';
import { FormulaUnreadableError } from '../../../src/core/errors.ts';
import { readPlainFormula } from '../../../src/history/quick-reader/plain-formula.ts';
import { KnownStatements } from '../../../src/history/quick-reader/known-statements.ts';
import { createFormulaReader } from '../../../src/history/ruby/reader.ts';
import {
  array,
  assert,
  constantFrom,
  oneof,
  property,
  record,
  tries,
} from '../../support/limits/random.ts';

const DATE = '2023-09-16T00:00:00Z';
const HEX = 'ab'.repeat(32);
const reader = await createFormulaReader();

function readPlain(text: string, date = DATE): BottleFacts | undefined {
  return readPlainFormula(Buffer.from(text), date);
}

function readWithRuby(text: string): BottleFacts | string {
  try {
    const place = { path: 'Formula/f/foo.rb', commit: undefined };
    return reader.readFacts(Buffer.from(text), place, DATE);
  } catch (error) {
    if (error instanceof FormulaUnreadableError) return error.reason;
    throw error;
  }
}

function formula(...body: readonly string[]): string {
  return `class Foo < Formula\n${body.map((line) => `  ${line}\n`).join('')}end\n`;
}

const URL = 'url "https://example.org/foo-1.2.tar.gz"';
const BOTTLE = ['bottle do', `  sha256 cellar: :any, big_sur: "${HEX}"`, 'end'];

test.each([
  [
    'the form of today',
    formula('desc "Foo; bar"', URL, 'license "MIT"', 'revision 3', '', ...BOTTLE),
  ],
  ['a version of its own', formula(URL, 'version "2.0"', ...BOTTLE)],
  [
    'rebuild and root',
    formula(
      URL,
      'bottle do',
      '  root_url "https://example.org/b"',
      '  rebuild 2',
      `  sha256 all: "${HEX}"`,
      'end',
    ),
  ],
  [
    'the form of 2018',
    formula(
      URL,
      'bottle do',
      '  cellar :any_skip_relocation',
      `  sha256 "${HEX}" => :mojave`,
      'end',
    ),
  ],
  [
    'a heredoc that looks like statements',
    formula(URL, 'def caveats', '  <<~EOS', 'revision 9', '  end', '  EOS', 'end', ...BOTTLE),
  ],
  ['an argument over several lines', formula(URL, 'license any_of: [', '  "MIT",', ']', ...BOTTLE)],
  [
    'a git tag',
    formula(
      'url "https://example.org/foo.git",',
      '    tag:      "v1.4",',
      '    revision: "abc"',
      ...BOTTLE,
    ),
  ],
  [
    'what has an exclamation mark',
    formula(
      URL,
      'version_scheme 1',
      'no_autobump! because: :requires_manual_review',
      'deprecate! date: "2026-08-08", because: :repo_archived',
      'deny_network_access! [:postinstall, :test]',
      'patch :DATA',
      'pour_bottle? only_if: :clt_installed',
      ...BOTTLE,
      'def openssl = Formula["openssl@4"]',
    ),
  ],
  [
    'comments behind statements and among arguments',
    formula(
      URL,
      'license all_of: [',
      '  "MIT", # the most',
      '  # the rest',
      '  { any_of: ["Apache-2.0", "0BSD"] },',
      '  "GPL-3.0-only" => { with: "Bison-exception-2.2" },',
      ']',
      'depends_on "zlib" # 1.2.13+',
      ...BOTTLE,
      'pypi_packages package_name:     "x",',
      '              exclude_packages: %w[certifi cryptography],',
      '              extra_packages:   "urwid<4"',
    ),
  ],
  ['a library that is required', `require "language/perl"\n\n${formula(URL, ...BOTTLE)}`],
  ['no bottle', formula(URL)],
  [
    'a block for the stable version',
    formula('stable do', `  ${URL}`, '', '  revision 2', 'end', ...BOTTLE),
  ],
  ['no bottle needed', formula(URL, 'bottle :unneeded')],
  ['a url that is not unpacked', formula('url "https://example.org/foo-1.2.zip", using: :nounzip')],
  ['text after the end', `${formula(URL, ...BOTTLE)}__END__\n  revision 4\n`],
])('%s is read as Ruby reads it', (_, text) => {
  const plain = readPlain(text);

  expect(plain).toBeDefined();
  expect(plain).toEqual(readWithRuby(text));
});

test.each([
  ['a condition', formula(URL, 'revision 2 if OS.mac?')],
  ['two stable versions', formula('stable do', `  ${URL}`, 'end', URL)],
  [
    'a bottle of the stable version',
    formula('stable do', `  ${URL}`, '  bottle do', '  end', 'end'),
  ],
  ['a block for the stable version that ends too deep', formula('stable do', `  ${URL}`, '  end')],
  [
    'a url in a block for one system',
    formula(URL, 'on_macos do', '  url "https://example.org/foo-9.tar.gz"', 'end'),
  ],
  ['an octal rebuild', formula(URL, 'bottle do', '  rebuild 010', 'end')],
  ['two bottle blocks', formula(URL, ...BOTTLE, ...BOTTLE)],
  [
    'a tag twice',
    formula(URL, 'bottle do', `  sha256 all: "${HEX}"`, `  sha256 all: "${HEX}"`, 'end'),
  ],
  ['an interpolation', formula('url "https://example.org/foo-#{x}.tar.gz"')],
  ['a url that lost its slashes', formula('url "https:example.orgfoo-1.2.tar.gz"')],
  ['a conflict', formula(URL).replace('end\n', '<<<<<<< HEAD\nend\n')],
  ['two statements on a line', formula(URL, 'desc "x"; revision 2')],
  ['two classes', formula(URL) + formula(URL)],
  ['a text that breaks off', formula(URL, 'def install', '  x')],
  ['a comment of many lines', `${formula(URL)}=begin\n=end\n`],
  ['a version with a space', formula(URL, 'version "1 2"')],
  ['a version with a slash', formula(URL, 'version "1/2"')],
  ['a url with another option', formula('url "https://example.org/foo.git",', '    using: :git')],
  [
    'a url at a tag twice',
    formula('url "https://example.org/foo.git",', '    tag: "v1",', '    tag: "v2"'),
  ],
  [
    'a bracket that stays open',
    formula(URL, 'license all_of: [', '  { any_of: ["MIT"],', ']', ...BOTTLE),
  ],
  ['nothing', ''],
])('%s is left to Ruby', (_, text) => {
  expect(readPlain(text)).toBeUndefined();
});

test('whatever the lines and their order, the quick reader says what Ruby says of valid Ruby, or nothing', () => {
  const line = constantFrom(
    URL,
    'version "2.0"',
    'version "2/0"',
    'revision 1',
    'desc "Foo"',
    'end',
    '',
    '# revision 4',
    'head do',
    'def install',
    'test do',
    'resource "x" do',
    '  url "https://example.org/x-3.tar.gz"',
    'bottle do',
    `  sha256 all: "${HEX}"`,
    `  sha256 "${HEX}" => :mojave`,
    '  cellar :any',
    '  rebuild 2',
    '  system "make"',
    'on_macos do',
    '  revision 5',
    '  <<~EOS',
    '  EOS',
    'stable do',
    'license any_of: [',
    ']',
    'url "https://example.org/foo-3.zip",',
    '  tag: "v4"',
    '    tag: "v5",',
    '    revision: "abc"',
    'version_scheme 1',
    'deprecate! date: "2026-08-08", because: :repo_archived',
    'depends_on "x" # it',
    'depends_on "x", # it',
    '  "MIT", # it',
    '  { any_of: ["MIT"] }',
    '  %w[a b]',
    'patch :DATA',
    'def x = 1',
    'def x = [',
    'post_install_steps do',
  );
  const often = tries(3000);
  let read = 0;
  assert(
    property(array(line, { maxLength: 12 }), (lines) => {
      const text = formula(URL, ...lines);
      const plain = readPlain(text);
      const ruby = readWithRuby(text);
      if (plain === undefined) return;
      read += 1;
      expect(plain).toEqual(ruby);
    }),
    often,
  );
  expect(read).toBeGreaterThan(often.numRuns / 100);
});

test('what is remembered from another state of the file does not change an answer', () => {
  const below = constantFrom(
    [],
    ['', '  depends_on "x"', '  def install', '    system "make"', '  end'],
    ['  version "9"'],
    ['  revision 7'],
    ['  bottle do', '  end'],
    ['  def install'],
    ['end', '__END__', '  bottle do', '  end'],
  );
  const above = constantFrom(
    [],
    ['  revision 2'],
    ['  def a', '    x', '  end'],
    ['  def a', '    x', '  bottle do', '  end'],
    ['  def a', '    <<~EOS'],
    ['=begin'],
  );
  const block = constantFrom(
    undefined,
    [`    sha256 all: "${HEX}"`],
    [`    sha256 cellar: :any, big_sur: "${HEX}"`, `    sha256 all: "${HEX}"`],
    [`    sha256 "${HEX}" => :mojave`, `    sha256 "${HEX}" => :high_sierra`],
    ['    cellar :any', `    sha256 "${HEX}" => :mojave`],
    ['    rebuild 2', `    sha256 all: "${HEX}"`],
    ['    what'],
    ['  end', '  revision 3'],
    [],
  );
  const date = constantFrom('2012-01-01T00:00:00Z', DATE);
  const parts = { version: constantFrom('1', '2'), above, block, below, date };
  const change = oneof(
    record({ version: parts.version }),
    record({ above }),
    record({ block }),
    record({ below }),
    record({ date }),
  );
  const often = tries(3000);
  let read = 0;
  assert(
    property(record(parts), array(change, { minLength: 1, maxLength: 12 }), (first, changes) => {
      const known = new KnownStatements();
      let each = first;
      for (const changed of [{}, ...changes]) {
        each = { ...each, ...changed };
        const lines = each.block === undefined ? [] : ['  bottle do', ...each.block, '  end'];
        const url = `  url "https://example.org/foo-${each.version}.tar.gz"`;
        const text = [
          'class Foo < Formula',
          url,
          ...each.above,
          ...lines,
          ...each.below,
          'end',
          '',
        ].join('\n');
        const found = readPlainFormula(Buffer.from(text), each.date, known);
        if (found !== undefined) read += 1;
        expect(found).toEqual(readPlain(text, each.date));
      }
    }),
    often,
  );
  expect(read).toBeGreaterThan(often.numRuns / 3);
});
