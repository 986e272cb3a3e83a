import { expect, test } from 'vitest';

import type { BottleBlock } from '../../../../src/history/state/formula-state.ts';
import { readBeside } from '../read-text.ts';
import {
  assert,
  array,
  constantFrom,
  integer,
  property,
  record,
  uniqueArray,
} from '../../../support/limits/random.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const OLD = 'c'.repeat(40);

function bottleOf(lines: string): BottleBlock | undefined {
  return readBeside(`bottle do\n${lines}\nend`).bottle;
}

function entry(bottleTag: string, checksum: string, cellar?: string): object {
  return { bottleTag, algorithm: checksum.length === 64 ? 'sha256' : 'sha1', checksum, cellar };
}

test.for([
  ['today', `sha256 cellar: :any, big_sur: "${A}"`, [entry('big_sur', A, 'any')]],
  [
    'today, all',
    `sha256 cellar: :any_skip_relocation, all: "${A}"`,
    [entry('all', A, 'any_skip_relocation')],
  ],
  [
    'today, a path',
    `sha256 cellar: "/opt/x", arm64_sonoma: "${A}"`,
    [entry('arm64_sonoma', A, '/opt/x')],
  ],
  ['today, no cellar', `sha256 x86_64_linux: "${A}"`, [entry('x86_64_linux', A)]],
  ['today, cellar last', `sha256 big_sur: "${A}", cellar: :any`, [entry('big_sur', A, 'any')]],
  [
    'until 2021',
    `cellar :any\nsha256 "${A}" => :catalina\nsha256 "${B}" => :mojave`,
    [entry('catalina', A, 'any'), entry('mojave', B, 'any')],
  ],
  ['cellar behind', `sha256 "${A}" => :catalina\ncellar :any`, [entry('catalina', A, 'any')]],
  ['2.7.6', `sha256 "${A}" => :catalina, :cellar => :any`, [entry('catalina', A, 'any')]],
  ['until 2016', `sha1 '${OLD}' => :mavericks`, [entry('mavericks', OLD)]],
  ['or later', `sha256 "${A}" => :yosemite_or_later`, [entry('yosemite_or_later', A)]],
  ['January 2012', `url 'http://example.org/tool.tgz'\nsha1 '${OLD}'`, [entry('lion', OLD)]],
  ['upper case', `sha256 big_sur: "${'A'.repeat(64)}"`, [entry('big_sur', A)]],
  [
    'comments',
    `# sha256 "${B}" => :lion\nsha256 "${A}" => :catalina # new\n\n`,
    [entry('catalina', A)],
  ],
  ['placeholders', `sha1 '' => :lion\nsha256 "${A}" => :catalina`, [entry('catalina', A)]],
  ['the same tag twice', `sha256 lion: "${A}"\nsha256 lion: "${B}"`, [entry('lion', B)]],
  ['nothing', '', []],
] as const)('checksums of %s', ([, lines, entries]) => {
  expect(bottleOf(lines)?.entries).toEqual(entries);
});

test.for([
  ['rebuild 2', 2],
  ['revision 3', 3],
  ['version 4', 4],
  ['', 0],
] as const)('%s is the rebuild', ([line, rebuild]) => {
  expect(bottleOf(`${line}\nsha256 "${A}" => :lion`)?.rebuild).toBe(rebuild);
});

test('the root URL is read, with or without a strategy', () => {
  expect(bottleOf('root_url "https://ghcr.io/v2/o/tap"')?.rootUrl).toBe('https://ghcr.io/v2/o/tap');
  expect(bottleOf('root_url "https://e.org/#{name}-#{version}", using: Fetch')?.rootUrl).toBe(
    'https://e.org/tool-1.2',
  );
  expect(bottleOf('rebuild 1')?.rootUrl).toBeUndefined();
});

test('a formula may need no bottle or have lost it', () => {
  expect(readBeside('bottle :unneeded').bottle).toBeUndefined();
  expect(readBeside('bottle :disable, "reason"').bottle).toBeUndefined();
  expect(readBeside('').bottle).toBeUndefined();
});

test('the bottle of 2011, which names no system, is for Snow Leopard', () => {
  const lines = `bottle 'http://example.org/tool-bottle.tgz'\nbottle_sha1 '${OLD}'`;

  expect(readBeside(lines).bottle?.entries).toEqual([entry('snow_leopard', OLD)]);
});

test('a block in stable counts, one in head does not, and the later of two wins', () => {
  expect(
    readBeside(`stable do\nbottle do\nsha256 lion: "${A}"\nend\nend`).bottle?.entries,
  ).toHaveLength(1);
  expect(readBeside(`head do\nbottle do\nsha256 lion: "${A}"\nend\nend`).bottle).toBeUndefined();
  const two = `bottle do\nsha256 lion: "${A}"\nrebuild 1\nend\nbottle do\nsha256 lion: "${B}"\nend`;
  expect(readBeside(two).bottle).toMatchObject({ rebuild: 1, entries: [{ checksum: B }] });
});

test.for([
  ['if ENV["BOTTLES"]', false],
  ['unless ENV["NO_BOTTLES"]', true],
  ['if ENV.key?("BOTTLES")', false],
  ['if ENV.fetch("BOTTLES", nil)', false],
  ['if ENV["BOTTLES"] == "1"', false],
  ['if ENV["BOTTLES"].present?', false],
  ['if ENV["HOMEBREW_BOTTLES"]', false],
  ['unless ENV["HOMEBREW_NO_BOTTLES"]', false],
  ['if ENV["HOME"]', false],
  ['if File.exist?("/x")', false],
  ['unless File.exist?("/x")', false],
  ['if false', false],
  ['if nil', false],
  ['if true', true],
  ['if WANTED', true],
  ['unless WANTED', false],
  ['if UNWANTED', false],
  ['if OS.mac?', true],
  ['if MacOS.version >= :big_sur', true],
  ['if Hardware::CPU.arm? && OS.mac?', true],
  ['if build.with? "bottles"', false],
  ['if build.without? "bottles"', true],
] as const)('a bottle block under %s counts: %s', ([condition, counts]) => {
  const block = `bottle do\nsha256 lion: "${A}"\nend`;
  const setting = 'WANTED = true\nUNWANTED = false\noption "with-bottles"\n';
  const inside = readBeside(`${setting}${condition}\n${block}\nend`).bottle;
  const line = `bottle do\nsha256 lion: "${A}" ${condition}\nend`;

  expect(inside?.entries).toEqual(counts ? [entry('lion', A)] : undefined);
  expect(readBeside(`${setting}${line}`).bottle?.entries).toEqual(counts ? [entry('lion', A)] : []);
});

test('a block after `or` counts when the test fails', () => {
  expect(readBeside(`ENV["X"] or bottle do\nsha256 lion: "${A}"\nend`).bottle?.entries).toEqual([
    entry('lion', A),
  ]);
  expect(readBeside(`OS.mac? or bottle do\nsha256 lion: "${A}"\nend`).bottle).toBeUndefined();
});

test('a cellar that lost its slashes is left out', () => {
  expect(bottleOf(`cellar "optCellar"\nsha256 lion: "${A}"`)?.entries).toEqual([entry('lion', A)]);
});

const BLOCK = record({
  rebuild: integer({ min: 0, max: 9 }),
  tags: uniqueArray(constantFrom('big_sur', 'arm64_big_sur', 'catalina', 'x86_64_linux', 'lion')),
  digits: array(constantFrom(...Array.from('0123456789abcdef')), { minLength: 64, maxLength: 64 }),
  cellar: constantFrom('any', 'any_skip_relocation', undefined),
  style: constantFrom('new', 'rocket'),
});

test('a block that is written in either style is read back', () => {
  assert(
    property(BLOCK, ({ rebuild, tags, digits, cellar, style }) => {
      const checksum = digits.join('');
      const lines = tags.map((bottleTag) => {
        const key = cellar === undefined ? '' : `cellar: :${cellar}, `;
        return style === 'new'
          ? `sha256 ${key}${bottleTag}: "${checksum}"`
          : `sha256 '${checksum}' => :${bottleTag}`;
      });
      const shared = style === 'rocket' && cellar !== undefined ? `cellar :${cellar}\n` : '';

      expect(bottleOf(`rebuild ${rebuild}\n${shared}${lines.join('\n')}`)).toEqual({
        rebuild,
        rootUrl: undefined,
        entries: tags.map((bottleTag) => entry(bottleTag, checksum, cellar)),
      });
    }),
  );
});
