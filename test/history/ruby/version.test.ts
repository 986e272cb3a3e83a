import { expect, test } from 'vitest';

import { failureOf, readBeside, readFile, readLines } from './read-text.ts';

function versionOf(lines: string): string {
  return readLines(lines).version;
}

const URL = 'url "https://example.org/tool-1.2.tar.gz"';

test.for([
  ['from the url', URL, '1.2'],
  ['explicit, after the url', `${URL}\nversion "3.0"`, '3.0'],
  ['explicit, before the url', `version "3.0"\n${URL}`, '3.0'],
  ['in single quotes', `url 'https://example.org/tool-1.2.tar.gz'`, '1.2'],
  ['from the tag', 'url "https://example.org/tool.git", tag: "v2.5", revision: "abc"', '2.5'],
  ['from an old tag', `url 'git://example.org/tool.git', :tag => 'v2.5', :using => :git`, '2.5'],
  [
    'over several lines',
    'url "https://example.org/tool.git",\n    tag:      "v2.5",\n    revision: "0123"',
    '2.5',
  ],
  ['in stable', `stable do\n${URL}\nend\nhead "https://example.org/tool.git"`, '1.2'],
  ['in stable, explicit', `stable do\n${URL}\nversion "4"\nend`, '4'],
  ['with a scheme of 2012', `${URL}\nversion '1.5' => ToolVersion`, '1.5'],
  ['as instance variables of 2009', `@url='http://example.org/tool-0.9.tgz'`, '0.9'],
  ['as instance variables, explicit', `@url='http://example.org/x'\n@version='7'`, '7'],
  ['without a scheme in the url', 'url "ftp.example.org/pub/tool-1.3.tar.gz"', '1.3'],
  ['of a repository over ssh', 'url "git@example.org:tool.git", tag: "1.4"', '1.4'],
  ['only HEAD', 'head "https://example.org/tool.git"', 'HEAD'],
  ['only HEAD, in a block', 'head do\nurl "https://example.org/tool-8.git"\nend', 'HEAD'],
] as const)('version %s', ([, lines, expected]) => {
  expect(versionOf(lines)).toBe(expected);
});

test.for([
  ['version "1.2.3"\nurl "https://e.org/#{version}/#{version.major_minor}/x.tgz"', '1.2.3'],
  ['v = "1.2.3"\nurl "https://e.org/tool-#{v}.tar.gz"', '1.2.3'],
  ['V = "1.2.3".freeze\nurl "https://e.org/tool-#{V}.tar.gz"', '1.2.3'],
  ['a, b = "1.2", "3"\nurl "https://e.org/tool-#{a}.#{b}.tar.gz"', '1.2.3'],
  ['url "https://e.org/" + "tool-" + "1.2.3" + ".tar.gz"', '1.2.3'],
  ['url "https://e.org/" \\\n "tool-1.2.3.tar.gz"', '1.2.3'],
  ['v = "1"\nv += ".2.3"\nurl "https://e.org/tool-#{v}.tar.gz"', '1.2.3'],
  ['url "https://e.org/tool-%s.tar.gz" % "1.2.3"', '1.2.3'],
  ['v = "1_2_3"\nurl "https://e.org/tool-#{v.tr("_", ".")}.tar.gz"', '1.2.3'],
  ['v = "1_2_3"\nurl "https://e.org/tool-#{v.gsub("_", ".")}.tar.gz"', '1.2.3'],
  ['v = "1_2.3"\nurl "https://e.org/tool-#{v.sub(/_/, ".")}.tar.gz"', '1.2.3'],
  ['v = "v1.2.3"\nversion v.delete_prefix("v")\nurl "https://e.org/x"', '1.2.3'],
  ['v = "1.2.3-x"\nversion v.split("-").first\nurl "https://e.org/x"', '1.2.3'],
  ['v = "1.2.3-x"\nversion v[/[\\d.]+/]\nurl "https://e.org/x"', '1.2.3'],
  ['v = "1.2.3.4"\nversion v.split(".")[0..2].join(".")\nurl "https://e.org/x"', '1.2.3'],
  ['version "1.2-3".tr("-", ".")\nurl "https://e.org/x"', '1.2.3'],
  ['version "1.2.3\n".chomp\nurl "https://e.org/x"', '1.2.3'],
  ['version <<~TEXT.strip\n  1.2.3\nTEXT\nurl "https://e.org/x"', '1.2.3'],
  ['p = { new: "1.2.3", old: "1" }\nversion p[:new]\nurl "https://e.org/x"', '1.2.3'],
  ['version %w[1 2 3].join(".")\nurl "https://e.org/x"', '1.2.3'],
  ['version "1.2.#{1 + 2}"\nurl "https://e.org/x"', '1.2.3'],
  ['url "https://e.org/#{name}-1.2.3.tar.gz"', '1.2.3'],
] as const)('static Ruby is followed: %s', ([lines, expected]) => {
  expect(versionOf(lines)).toBe(expected);
});

test('a constant before the class is known in it', () => {
  const text = 'TOOL = "1.2.3"\nclass Tool < Formula\nurl "https://e.org/t-#{TOOL}.tgz"\nend';

  expect(readFile(text).version).toBe('1.2.3');
});

test('statements in separate blocks do not belong to the formula itself', () => {
  const state = readBeside(`
    devel do
      url "https://example.org/tool-2.0.tar.gz"
      version "2.0"
    end
    head do
      url "https://example.org/tool.git"
      depends_on "autoconf" => :build
    end
    resource "part" do
      url "https://example.org/part-9.9.tar.gz"
      version "9.9"
      patch do
        url "https://example.org/8.8.diff"
      end
    end
    patch do
      url "https://example.org/7.7.diff"
    end
    livecheck do
      url :stable
    end
    def install
      version "6"
      revision 6
      bottle do
        rebuild 6
      end
    end
    def caveats
      <<~EOS
        version "5"
        depends_on "nothing"
      EOS
    end
    test do
      version "4"
    end
  `);

  expect(state).toMatchObject({ version: '1.2', revision: 0, bottle: undefined, dependencies: [] });
});

test('what follows __END__ is data', () => {
  const text = `class Tool < Formula\n${URL}\nend\n__END__\nversion "9"\nend end <<<<<<<\n`;

  expect(readFile(text).version).toBe('1.2');
});

test('the three revisions are told apart', () => {
  const state = readLines(`
    url "https://example.org/tool.git", tag: "v1.0", revision: "f00d"
    revision 3
    bottle do
      revision 5
      sha1 "${'a'.repeat(40)}" => :lion
    end
  `);

  expect([state.revision, state.bottle?.rebuild]).toEqual([3, 5]);
});

function on(block: string, version: string): string {
  return `${block} do\nurl "https://example.org/tool-${version}.tar.gz"\nend\n`;
}

test('the newest macOS on arm decides if a version has branches', () => {
  expect(versionOf(on('on_arm', '2.0') + on('on_intel', '1.0'))).toBe('2.0');
  expect(versionOf(on('on_mojave :or_older', '1.0') + on('on_catalina :or_newer', '2.0'))).toBe(
    '2.0',
  );
  expect(versionOf(on('on_linux', '1.0'))).toBe('1.0');
  expect(versionOf(`${URL}\n${on('on_linux', '1.0')}`)).toBe('1.2');
  expect(
    versionOf(`if MacOS.version <= :mojave\n${URL}\nelse\nurl "https://e.org/t-3.tgz"\nend`),
  ).toBe('3');
  expect(
    versionOf(
      `case MacOS.version\nwhen 10.5, 10.6\n${URL}\nelse\nurl "https://e.org/t-3.tgz"\nend`,
    ),
  ).toBe('3');
});

function branches(a: string, b: string): string {
  return `if File.exist?("/x")\nurl "https://e.org/a/t-${a}.tgz"\nelse\nurl "https://e.org/b/t-${b}.tgz"\nend`;
}

test('a condition that cannot be decided matters only when the answers differ', () => {
  expect(versionOf(branches('1.0', '1.0'))).toBe('1.0');
  const failure = failureOf(`class Tool < Formula\n${branches('1.0', '2.0')}\nend`);
  expect(failure.reason).toContain('depends on Ruby');
  expect(failure.where?.line).toBe(5);
});

test('the version is read by the rules of the day of the commit, and those of other days are offered', () => {
  const line = 'url "https://github.com/o/tool/releases/download/v3.2/tool-3.2.0-tarball.tgz"';

  expect(readLines(line, '2026-08-01T00:00:00Z')).toMatchObject({
    version: '3.2',
    otherVersions: ['3.2.0'],
  });
  expect(readLines(line, '2023-10-01T00:00:00Z')).toMatchObject({
    version: '3.2.0',
    otherVersions: ['3.2'],
  });
  expect(readLines(`${line}\nversion "3.2.0"`).otherVersions).toEqual([]);
});

test('the class named after the file is read, even if there are others', () => {
  const text = `class Helper < Formula\nurl "https://e.org/h-9.tgz"\nend\n
    class PythonAT311 < Formula\nurl "https://e.org/p-3.11.5.tgz"\nend`;

  expect(readFile(text, 'Formula/p/python@3.11.rb').version).toBe('3.11.5');
  expect(
    readFile('class Gtkx < Formula\nurl "https://e.org/g-2.0.tgz"\nend', 'gtk+.rb').version,
  ).toBe('2.0');
});
