import { expect, test } from 'vitest';

import { FormulaUnreadableError } from '../../../src/core/errors.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { createDetailsReader } from '../../../src/history/ruby/details-reader.ts';
import { platformOf, type RubyPlatform } from '../../../src/history/ruby/evaluate/platform.ts';
import type { FormulaDetails } from '../../../src/history/state/formula-details.ts';

const read = await createDetailsReader();
const SHA = 'a1'.repeat(32);
const URL_LINE = 'url "https://example.org/tool-1.2.tar.gz"';
const PLACE = { path: 'Formula/t/tool.rb', commit: 'c0ffee'.padEnd(40, '0') };

function detailsOf(lines: string, platform?: RubyPlatform): FormulaDetails {
  return read(new TextEncoder().encode(`class Tool < Formula\n${lines}\nend\n`), PLACE, platform);
}

function licenceOf(argument: string): string | undefined {
  return detailsOf(`${URL_LINE}\nlicense ${argument}`).licence;
}

/** The only patch in these lines. */
function patchOf(lines: string): FormulaDetails['patches'][number] | undefined {
  const { patches } = detailsOf(`${URL_LINE}\n${lines}`);
  expect(patches).toHaveLength(1);
  return patches[0];
}

test.each([
  ['"MIT"', 'MIT'],
  [':public_domain', 'LicenseRef-Homebrew-public-domain'],
  [':cannot_represent', undefined],
  ['any_of: ["MIT", "Apache-2.0"]', 'MIT OR Apache-2.0'],
  ['all_of: ["MIT", :public_domain]', 'MIT AND LicenseRef-Homebrew-public-domain'],
  ['"Apache-2.0" => { with: "LLVM-exception" }', 'Apache-2.0 WITH LLVM-exception'],
  [
    'any_of: ["MIT", { all_of: ["0BSD", "Zlib"] }, { "GPL-2.0-only" => { with: "Bison-exception-2.2" } }]',
    'MIT OR (0BSD AND Zlib) OR (GPL-2.0-only WITH Bison-exception-2.2)',
  ],
  // A list of 2020 says neither "and" nor "or".
  ['["MIT", "Apache-2.0"]', undefined],
])('the licence %s is written as brew writes it', (argument, expected) => {
  expect(licenceOf(argument)).toBe(expected);
});

test.each(['LICENCE_OF_TOOL', 'any_of: LIST', 'any_of: ["MIT", ENV["X"]]', 'one_of: ["MIT"]'])(
  'the licence %s is refused because it would have to be run',
  (argument) => {
    expect(() => licenceOf(argument)).toThrow(FormulaUnreadableError);
  },
);

test('description, homepage and source are read, and the URL is built with its version', () => {
  const details = detailsOf(`desc "A tool"
  homepage "https://example.org"
  version "1.2"
  url "https://example.org/tool-#{version}.tar.gz"
  mirror "https://mirror.example.org/tool-1.2.tar.gz"
  sha256 "${SHA}"
  head do
    url "https://example.org/tool.git"
    patch :DATA
  end
  resource "data" do
    url "https://example.org/data-3.tar.gz"
    sha256 "${'b2'.repeat(32)}"
    patch :DATA
  end`);

  expect(details).toEqual({
    licence: undefined,
    description: 'A tool',
    homepage: 'https://example.org',
    source: {
      url: 'https://example.org/tool-1.2.tar.gz',
      sha256: SHA,
      using: undefined,
      tag: undefined,
      revision: undefined,
    },
    patches: [],
  });
});

test.each([
  'url "https://example.org/tool.git", tag: "v1.2", revision: "abc123"',
  "url 'https://example.org/tool.git', :using => :git, :tag => 'v1.2', :revision => 'abc123'",
  'stable do\nurl "https://example.org/tool.git",\n tag: "v1.2",\n revision: "abc123"\nend',
])('a repository is named by its tag and revision: %s', (line) => {
  expect(detailsOf(line).source).toMatchObject({
    url: 'https://example.org/tool.git',
    sha256: undefined,
    tag: 'v1.2',
    revision: 'abc123',
  });
});

test.each([
  ['url "https://example.org/trunk", using: :svn, revision: "123"', 'svn'],
  ['url "https://example.org/trunk", using: SubversionDownloadStrategy', 'class'],
  ['url "https://example.org/trunk"', undefined],
])('the source is fetched as the formula says: %s', (line, using) => {
  expect(detailsOf(line).source?.using).toBe(using);
});

test('a formula with only a head has no source', () => {
  expect(detailsOf('head "https://example.org/tool.git"').source).toBeUndefined();
});

test('the attributes of 2009 name the source', () => {
  const { source, homepage } = detailsOf(
    "@url='http://example.org/tool-1.2.tar.gz'\n@homepage='http://example.org'\n@md5='00'",
  );
  expect([source?.url, homepage]).toEqual([
    'http://example.org/tool-1.2.tar.gz',
    'http://example.org',
  ]);
});

test('a platform sees its own source and patches', () => {
  const lines = `on_arm do
    url "https://example.org/tool-1.2-arm.tar.gz"
    sha256 "${SHA}"
  end
  on_intel do
    url "https://example.org/tool-1.2-intel.tar.gz"
    sha256 "${'b2'.repeat(32)}"
  end
  on_linux do
    patch :DATA
  end
  on_big_sur :or_older do
    patch do
      url "https://example.org/old.patch"
      sha256 "${SHA}"
    end
  end`;
  const old = platformOf(parseTargetTag('big_sur'));
  const linux = platformOf(parseTargetTag('x86_64_linux'));

  expect(detailsOf(lines).source?.url).toContain('arm');
  expect(detailsOf(lines).patches).toEqual([]);
  expect(detailsOf(lines, old).source?.sha256).toBe('b2'.repeat(32));
  expect(detailsOf(lines, old).patches.map(({ url }) => url)).toEqual([
    'https://example.org/old.patch',
  ]);
  expect(detailsOf(lines, linux).patches.map(({ url }) => url)).toEqual([undefined]);
});

test.each(['patch :DATA', 'patch :p0, :DATA', 'patch "diff"', 'patch :p2, <<~EOS\n diff\nEOS'])(
  'a patch in the formula has neither address nor file: %s',
  (line) => {
    expect(patchOf(line)).toMatchObject({ url: undefined, file: undefined, resolves: [] });
  },
);

test('a patch has its address, checksum, files, type and what it resolves, with the CVEs in its names', () => {
  expect(
    patchOf(`patch :p0 do
      url "https://example.org/cve-2020-12345.tar.gz"
      sha256 "${SHA.toUpperCase()}"
      apply "a-CVE2021-0001.diff", "b.diff"
      directory "src"
      type :backport
      resolves "GHSA-2222-3333-4444", "CVE-2020-12345"
    end`),
  ).toEqual({
    url: 'https://example.org/cve-2020-12345.tar.gz',
    file: undefined,
    sha256: SHA,
    apply: ['a-CVE2021-0001.diff', 'b.diff'],
    type: 'backport',
    resolves: ['GHSA-2222-3333-4444', 'CVE-2020-12345', 'CVE-2021-0001'],
  });
});

test('a patch from a file of the tap resolves the CVE in its name', () => {
  expect(patchOf('patch do\nfile "Patches/tool/CVE-2024-4567.diff"\nend')).toMatchObject({
    url: undefined,
    file: 'Patches/tool/CVE-2024-4567.diff',
    resolves: ['CVE-2024-4567'],
  });
});

test.each([
  ['def patches\nDATA\nend', [undefined]],
  ['def patches\n"http://example.org/a.diff"\nend', ['http://example.org/a.diff']],
  [
    'def patches\n{:p0 => ["http://example.org/a.diff", "http://example.org/b.diff"], :p1 => DATA}\nend',
    ['http://example.org/a.diff', 'http://example.org/b.diff', undefined],
  ],
  ['def patches\nDATA if MacOS.version <= :lion\nend', []],
  ['def patches\nDATA unless build.head?\nend', [undefined]],
])('patches of the old kind are read: %s', (lines, urls) => {
  expect(detailsOf(`${URL_LINE}\n${lines}`).patches.map(({ url }) => url)).toEqual(urls);
});

test.each([
  ['url "https://example.org/#{`date`}"', 'the url would have to be built by Ruby'],
  ['url "https://example.org/t.git", tag: TAGS.last', 'the tag would have to be built by Ruby'],
  [`${URL_LINE}\nsha256 SUM`, 'the sha256 would have to be built by Ruby'],
  [
    `url "https://example.org/tool-1.tgz" if SOMETHING\nurl "https://example.org/tool-2.tgz" if OTHER`,
    'the source depends on Ruby code',
  ],
  [
    `${URL_LINE}\npatch do\nurl "https://example.org/#{x}"\nend`,
    'url of a patch is Ruby code, which is not run',
  ],
  [
    `${URL_LINE}\npatch do\nurl "https://example.org/#{version}"\nend`,
    'url of a patch is Ruby code, which is not run',
  ],
  [`${URL_LINE}\npatch do\nend`, 'a patch must have either a url or a file'],
  [`${URL_LINE}\npatch`, 'a patch does not say where'],
  [`${URL_LINE}\npatch :DATA if SOMETHING`, 'a patch depends on Ruby code'],
  [`${URL_LINE}\nlicense "MIT" if SOMETHING`, 'the licence depends on Ruby code'],
  [`${URL_LINE}\ndef patches\nmake_list\nend`, 'the patches are Ruby code'],
  ['url "', 'it is not valid Ruby'],
])('what would have to be run is refused with its line: %s', (lines, reason) => {
  expect(() => detailsOf(lines)).toThrow(FormulaUnreadableError);
  expect(() => detailsOf(lines)).toThrow(reason);
  expect(() => detailsOf(lines)).toThrow(/^Formula\/t\/tool\.rb:\d+ at c0ffee/);
});
