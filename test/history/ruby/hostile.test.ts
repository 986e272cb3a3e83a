import { expect, test } from 'vitest';

import { FormulaUnreadableError } from '../../../src/core/errors.ts';
import { failureOf, readBeside, reader } from './read-text.ts';
import {
  array,
  assert,
  constantFrom,
  property,
  string,
  tries,
  uint8Array,
} from '../../support/limits/random.ts';

/** The reader still reads, and still reads correctly. */
function expectUsable(): void {
  expect(readBeside('depends_on "a"')).toMatchObject({
    version: '1.2',
    dependencies: [{ name: 'a' }],
  });
}

const HEX = 'ab'.repeat(32);
const BLOCK = `  bottle do\n    sha256 cellar: :any, big_sur: "${HEX}"\n  end\n`;
const HEAD = 'class Tool < Formula\nurl "https://example.org/tool-1.2.tar.gz"\n';

test('an error names path, line and commit', () => {
  const failure = failureOf(`${HEAD}def install\n  system(\nend\nend\n`);

  expect(failure.message).toMatch(
    /^Formula\/t\/tool\.rb:\d+ at c0ffee000000: it is not valid Ruby/,
  );
  expect(failure.where?.commit).toBe('c0ffee'.padEnd(40, '0'));
});

test.for([
  [
    'merge markers',
    `${HEAD}<<<<<<< HEAD\nrevision 1\n=======\nrevision 2\n>>>>>>> other\nend\n`,
    /valid Ruby/,
  ],
  ['a cut file', HEAD, /valid Ruby/],
  ['a cut string', 'class Tool < Formula\nurl "https://exam', /valid Ruby/],
  ['an empty file', '', /no formula class/],
  ['a class without a url', 'class Tool < Formula\nend', /no url/],
  [
    'a url that lost its slashes',
    'class Tool < Formula\nurl "https:example.orgtool-1.2.tgz"\nend',
    /damaged/,
  ],
  [
    'a url that lost one slash',
    'class Tool < Formula\nurl "https:/example.org/tool-1.2.tgz"\nend',
    /damaged/,
  ],
  [
    'a url without a version',
    'class Tool < Formula\nurl "https://example.org/tool.tgz"\nend',
    /no version/,
  ],
  [
    'a version that must be run',
    `${HEAD}version \`git describe\`\nend`,
    /Ruby code, which is not run/,
  ],
  [
    'a url that must be run',
    'class Tool < Formula\nurl "https://e.org/#{latest}-1.2.tgz"\nend',
    /have to build/,
  ],
  [
    'a tag that must be run',
    'class Tool < Formula\nurl "https://e.org/1.2.git", tag: latest\nend',
    /have to build/,
  ],
  ['a revision that must be run', `${HEAD}revision latest\nend`, /whole number/],
  ['a version with a blank', `${HEAD}version "1 2"\nend`, /not a version/],
  ['a dependency that must be run', `${HEAD}depends_on latest\nend`, /dependency/],
  ['a NUL byte', `${HEAD}# \0\nend`, /NUL/],
  ['a line of 1 MB', `${HEAD}desc "${'x'.repeat(1_000_000)}"\nend`, /bytes/],
] as const)('%s is a typed error', ([, text, reason]) => {
  expect(failureOf(text).reason).toMatch(reason);
  expectUsable();
});

test('a dependency that must be run does not hide the bottles', () => {
  const text = new TextEncoder().encode(`${HEAD}depends_on latest\n${BLOCK}end\n`);
  const place = { path: 'Formula/t/tool.rb', commit: undefined };

  expect(reader.readFacts(text, place, '2024-01-01')).toMatchObject({
    version: '1.2',
    bottle: { entries: [{ bottleTag: 'big_sur', checksum: HEX }] },
  });
});

function latin1(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

test('bytes that are not UTF-8 are refused in code and accepted in comments', () => {
  const place = { path: 'Formula/t/tool.rb', commit: undefined };

  expect(failureOf(latin1(`${HEAD}desc "caf\xe9\xff"\nend`)).reason).toMatch(/valid Ruby/);
  expect(reader.read(latin1(`${HEAD}# caf\xe9\nend`), place, '2026-01-01').version).toBe('1.2');
});

test.for([
  '(',
  '[',
  '{',
  '->{',
  '->(a=',
  '"#{',
  'a do |b=',
  'a {|b=',
  'begin;',
  'def a;',
  'class A;',
  '!',
  '-',
  'a ? ',
  'a b ',
  '<<~A#{',
  '*a=',
  '1+',
  'a.',
  'a => ',
  'a rescue ',
  'if a;',
  'case a; in {a: {',
  '%w[',
  '/#{',
])('%s nested without end neither hangs nor breaks the reader', (opener) => {
  for (const depth of [100, 1000, 30_000]) {
    const started = performance.now();
    expect(failureOf(HEAD + opener.repeat(depth))).toBeInstanceOf(FormulaUnreadableError);
    expect(performance.now() - started).toBeLessThan(5000);
  }
  expectUsable();
});

test("a hundred nested blocks, which would overflow the parser's original stack, are read correctly", () => {
  const depth = 100;
  const text = `def x\n${'a do |b|\n'.repeat(depth)}${'end\n'.repeat(depth)}end`;

  for (let round = 0; round < 5; round += 1) expect(readBeside(text).version).toBe('1.2');
});

test('text that would grow without end is not built', () => {
  const doubling = `v = "11111111"\n${'v = v + v\n'.repeat(60)}version v`;
  expect(failureOf(`${HEAD}${doubling}\nend`).reason).toMatch(/Ruby code, which is not run/);
  expect(failureOf(`${HEAD}version "1" * 999999999\nend`).reason).toMatch(
    /Ruby code, which is not run/,
  );
});

test('nested loops and slow patterns end', () => {
  const list = `%w[${'a '.repeat(100)}]`;
  const nested = `${`${list}.each do |x|\n`.repeat(6)}depends_on x\n${'end\n'.repeat(6)}`;
  expect(failureOf(`${HEAD}${nested}end`)).toBeInstanceOf(FormulaUnreadableError);
  const slow = `version "${'1'.repeat(200)}x".sub(/(1+)+$/, "")`;
  expect(failureOf(`${HEAD}${slow}\nend`).reason).toMatch(/Ruby code, which is not run/);
});

test('random bytes are unreadable and nothing worse', () => {
  assert(
    property(uint8Array({ maxLength: 400 }), (bytes) => {
      expect(failureOf(bytes)).toBeInstanceOf(FormulaUnreadableError);
    }),
  );
  expectUsable();
});

const WORDS = constantFrom(
  'url ',
  'version ',
  'revision ',
  'bottle do\n',
  'end\n',
  'sha256 ',
  '"https://e.org/t-1.0.tgz"',
  '"1.0"',
  ':lion',
  ' => ',
  'a: ',
  'depends_on ',
  'on_macos do\n',
  'if OS.mac?\n',
  'else\n',
  '\n',
  '[',
  ']',
  '(',
  ')',
  '{',
  '}',
  '|x|',
  '#{',
  '"',
  "'",
  '<<~A\n',
  'A\n',
  '__END__\n',
  'v = ',
  'v',
  '.tr("a", "b")',
  '.each do |v|\n',
  '1',
  ',',
  '@url=',
);

/** The version, or whatever is thrown. */
function outcomeOf(text: string): unknown {
  try {
    const file = new TextEncoder().encode(text);
    return reader.read(file, { path: 'tool.rb', commit: undefined }, '2024-01-01').version;
  } catch (error) {
    return error;
  }
}

test('random Ruby words give a state or a typed error', () => {
  assert(
    property(array(WORDS, { maxLength: 40 }), string(), (words, tail) => {
      const outcome = outcomeOf(`${HEAD}${words.join('')}${tail}\nend\n`);

      expect(outcome).toSatisfy(
        (result) => result instanceof FormulaUnreadableError || /^\S+$/.test(String(result)),
      );
    }),
    tries(500),
  );
});

test('loading the parser prints no warning', async () => {
  const warnings: Error[] = [];
  const listen = (warning: Error): number => warnings.push(warning);
  process.on('warning', listen);
  const { createFormulaReader } = await import('../../../src/history/ruby/reader.ts');
  await createFormulaReader();
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', listen);

  expect(warnings).toEqual([]);
});
