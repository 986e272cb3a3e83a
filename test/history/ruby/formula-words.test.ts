import { expect, test } from 'vitest';

import { createWordLister } from '../../../src/history/ruby/formula-words.ts';

const list = await createWordLister();
const wordsOf = (body: string): readonly string[] | undefined =>
  list(Buffer.from(`class Jq < Formula\n${body}\nend\n`), 'Formula/j/jq.rb');

test('words of the class and of its blocks are listed once, with the arguments that decide', () => {
  const body = `
  desc "A tool"
  url "https://example.org/jq-1.0.tar.gz"
  revision 1
  bottle do
    rebuild 1
    sha256 cellar: :any, big_sur: "aa"
    sha256 "bb" => :catalina
  end
  keg_only :provided_by_macos
  deprecate! date: "2024-01-01", because: :unmaintained
  depends_on "one" => [:build, :test]
  depends_on :x11 => :optional
  uses_from_macos "zlib", since: :sierra
  resource "more" do
    url "https://example.org/more.tar.gz"
    patch :DATA do
      apply "one.diff"
    end
  end`;

  expect(wordsOf(body)).toEqual([
    'bottle',
    'bottle.rebuild',
    'bottle.sha256',
    'bottle.sha256(=>)',
    'bottle.sha256(big_sur:)',
    'bottle.sha256(cellar: :any)',
    'bottle.sha256(cellar:)',
    'depends_on',
    'depends_on(:x11)',
    'depends_on(=>)',
    'depends_on(x11: :optional)',
    'depends_on(x11:)',
    'deprecate!',
    'deprecate!(because: :unmaintained)',
    'deprecate!(because:)',
    'deprecate!(date:)',
    'desc',
    'keg_only',
    'keg_only(:provided_by_macos)',
    'patch.apply',
    'resource',
    'resource.patch',
    'resource.patch(:DATA)',
    'resource.url',
    'revision',
    'url',
    'uses_from_macos',
    'uses_from_macos(since: :sierra)',
    'uses_from_macos(since:)',
  ]);
});

test('words under a condition count, including those in a block for one system', () => {
  const body = `
  on_macos do
    on_arm { depends_on "one" }
  end
  if MacOS.version < :sierra
    keg_only "old"
  else
    link_overwrite "bin/jq"
  end
  %w[a b].each { |name| resource(name) { url "https://example.org" } }`;

  expect(wordsOf(body)).toEqual([
    'depends_on',
    'keg_only',
    'link_overwrite',
    'on_arm',
    'on_macos',
    'resource',
    'resource.url',
  ]);
});

test('blocks without words of their own use those around them', () => {
  const body = `
  include Language::Python::Virtualenv
  include Helpers
  include some_module
  stable do
    url "https://example.org/jq-1.0.tar.gz"
    depends_on macos: :mojave
  end
  head do
    on_mojave :or_newer do
      patch :p0
    end
  end
  resource "more" do
    on_arm { url "https://example.org" }
  end`;
  const text = `require "formula"\nrequire 'language/go'\nrequire name\nclass Jq < Formula\n${body}\nend\n`;

  expect(list(Buffer.from(text), 'Formula/jq.rb')).toEqual([
    'depends_on',
    'depends_on(macos: :mojave)',
    'depends_on(macos:)',
    'head',
    'include(Helpers)',
    'include(Language::Python::Virtualenv)',
    'on_arm',
    'on_mojave',
    'on_mojave(:or_newer)',
    'patch',
    'patch(:p0)',
    'require(formula)',
    'require(language/go)',
    'resource',
    'resource.url',
    'some_module',
    'stable',
    'url',
  ]);
});

test('words that do not run while brew loads a formula, or that it defines itself, are not listed', () => {
  const body = `
  def self.helper(word)
    strange word
  end
  helper "one"
  livecheck do
    url :stable
    strategy(:page_match) { |page| odd page }
  end
  def install
    system "make"
  end
  class Inner < Requirement
    fatal true
  end
  test do
    system bin/"jq"
  end`;

  expect(wordsOf(body)).toEqual([
    'livecheck',
    'livecheck.strategy',
    'livecheck.strategy(:page_match)',
    'livecheck.url',
    'livecheck.url(:stable)',
    'test',
  ]);
});

test('a text that is not a formula has no words', () => {
  const deep = `class Jq < Formula\n${'on_macos do\n'.repeat(20_000)}${'end\n'.repeat(20_000)}end\n`;

  expect(list(Buffer.from('class Jq < Formula\n  url "a\n'), 'Formula/jq.rb')).toBeUndefined();
  expect(list(Buffer.from('puts 1\n'), 'Formula/jq.rb')).toBeUndefined();
  expect(list(Buffer.from('\0'), 'Formula/jq.rb')).toBeUndefined();
  expect(list(new Uint8Array(1_000_000), 'Formula/jq.rb')).toBeUndefined();
  expect(list(Buffer.from(deep), 'Formula/jq.rb')).toBeUndefined();
  expect(wordsOf('  desc "still reads"')).toEqual(['desc']);
});
