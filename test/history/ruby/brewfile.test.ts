import { expect, test } from 'vitest';

import { parseTargetTag } from '../../../src/core/target.ts';
import { parseBrewfile, type BrewfileEntries } from '../../../src/history/ruby/brewfile.ts';
import { platformOf } from '../../../src/history/ruby/evaluate/platform.ts';

async function read(text: string, bottleTag = 'big_sur'): Promise<BrewfileEntries> {
  return (await parseBrewfile(Buffer.from(text))).entriesFor(platformOf(parseTargetTag(bottleTag)));
}

const namesOf = async (text: string, bottleTag?: string): Promise<readonly string[]> =>
  (await read(text, bottleTag)).names;
const skippedOf = async (text: string, bottleTag?: string): Promise<readonly string[]> =>
  (await read(text, bottleTag)).skipped.map((each) => `${each.line} ${each.text}: ${each.reason}`);

test('brew entries are read in every spelling, several on a line, and each name once', async () => {
  const text = `brew "vim"; brew "git"
brew 'wget', link: false # a comment
brew("jq", args: ["HEAD"], restart_service: :changed); brew "Git"
brew "user/homebrew-tap/tool",
  args: ["with-x"], link: true
brew "homebrew/homebrew/old"
self.brew "vim"
`;

  expect(await read(text)).toEqual({
    names: ['vim', 'git', 'wget', 'jq', 'user/tap/tool', 'old'],
    taps: [],
    skipped: [],
  });
});

const CONDITIONS = `
if OS.mac?
  brew "mac"
elsif OS.linux?
  brew "linux"
else
  brew "neither"
end
unless Hardware::CPU.arm?
  brew "not-arm"
end
brew "intel" if Hardware::CPU.intel?
brew "not-intel" unless Hardware::CPU.intel?
brew "monterey-on" if OS.mac? && MacOS.version >= :monterey
brew "before-11" if MacOS.version < "11"
brew(Hardware::CPU.arm? ? "for-arm" : "for-intel")
OS.linux? && brew("linux-too")
case MacOS.version
when :big_sur then brew "just-big-sur"
end
`;

test.each([
  ['big_sur', ['mac', 'not-arm', 'intel', 'for-intel', 'just-big-sur']],
  ['catalina', ['mac', 'not-arm', 'intel', 'before-11', 'for-intel']],
  ['arm64_sonoma', ['mac', 'not-intel', 'monterey-on', 'for-arm']],
  ['x86_64_linux', ['linux', 'not-arm', 'intel', 'before-11', 'for-intel', 'linux-too']],
])('conditions are decided for %s, in blocks and after entries', async (bottleTag, names) => {
  expect(await namesOf(CONDITIONS, bottleTag)).toEqual(names);
});

test('an entry that is not for the target is listed as skipped', async () => {
  expect(await skippedOf('brew "systemd" if OS.linux?\n')).toEqual([
    '1 brew "systemd": its condition does not hold',
  ]);
});

test('literal lists and variables are followed', async () => {
  const text = `extra = "wget"
brew extra
%w[a b].each do |name|
  brew name
end
brew "python@#{1 + 2}"
`;

  expect(await namesOf(text)).toEqual(['wget', 'a', 'b', 'python@3']);
});

test('an entry that is not a formula, or that only Ruby can know, is skipped with its line and reason', async () => {
  const text = `cask "firefox"
mas "Xcode", id: 497799835
brew "later" if ENV["X"]
brew ENV.fetch("NAME")
Dir["*.txt"].each { |file| brew file }
3.times { brew "thrice" }
%w[x y].each(&method(:brew))
begin
  brew "kept"
rescue
  brew "rescued"
end
brew "argv" if ARGV.include?("--all")
puts "hello"
`;

  expect(await namesOf(text)).toEqual(['kept']);
  expect(await skippedOf(text)).toEqual([
    '1 cask "firefox": cask is not a formula',
    '2 mas "Xcode", id: 497799835: mas is not a formula',
    '3 brew "later": it depends on ENV["X"], which is not run',
    '4 brew ENV.fetch("NAME"): its name is Ruby code, which is not run',
    '5 brew file: its name is Ruby code, which is not run',
    '6 brew "thrice": it is Ruby code, which is not run',
    '7 :brew: it is Ruby code, which is not run',
    '11 brew "rescued": it is Ruby code, which is not run',
    '13 brew "argv": it depends on ARGV.include?("--all"), which is not run',
    '14 puts "hello": it is Ruby code, which is not run',
  ]);
});

test('what comes after a statement that may end the file is not taken for certain', async () => {
  expect(await namesOf('brew "a"\nexit if ENV["CI"]\nbrew "b"\n')).toEqual(['a']);
  expect(await namesOf('brew "a"\nexit if OS.linux?\nbrew "b"\n')).toEqual(['a', 'b']);
});

test('a loop that next or break may leave is not taken for certain', async () => {
  const text = '%w[a b].each do |name|\n  next if name == "a"\n  brew name\nend\nbrew "c"\n';

  expect(await namesOf(text)).toEqual(['c']);
  expect(await skippedOf(text)).toEqual([
    '3 brew name: its loop uses next or break, which is not run',
  ]);
});

test("tap lines are listed for bare names, except homebrew's own", async () => {
  const text = `tap "User/homebrew-tools"
tap "homebrew/cask"
tap "acme/old", "https://git.example/acme/old"
tap "linux/only" if OS.linux?
tap ENV["TAP"]
`;
  const { taps, skipped } = await read(text);

  expect(taps).toEqual(['user/tools', 'acme/old']);
  expect(skipped.map(({ text: entry }) => entry)).toEqual(['tap "linux/only"', 'tap ENV["TAP"]']);
});

test('a Brewfile that is not valid Ruby is refused, as brew does', async () => {
  await expect(parseBrewfile(Buffer.from('brew "a"\nif OS.mac?\nbrew "b"\n'))).rejects.toThrow(
    /not valid Ruby/,
  );
  const deep = '['.repeat(50_000);
  await expect(parseBrewfile(Buffer.from(deep))).rejects.toThrow(/not valid Ruby|too complex/);
});

test('text from a Brewfile is reported unchanged, because the terminal makes it harmless', async () => {
  expect(await skippedOf('cask "\u001b[2Jx"\n')).toEqual([
    '1 cask "\u001b[2Jx": cask is not a formula',
  ]);
});
