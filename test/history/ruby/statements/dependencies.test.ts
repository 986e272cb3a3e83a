import { expect, test } from 'vitest';

import type { Condition, Dependency } from '../../../../src/history/state/formula-state.ts';
import { readBeside } from '../read-text.ts';

function dependenciesOf(lines: string): readonly Dependency[] {
  return readBeside(lines).dependencies;
}

function plain(name: string, kinds: readonly string[] = []): Dependency {
  return { name, kinds, fromMacos: undefined, conditions: [] };
}

function conditionsOf(lines: string): readonly Condition[] | undefined {
  return dependenciesOf(lines)[0]?.conditions;
}

const MACOS: Condition = { kind: 'system', system: 'macos' };
const LINUX: Condition = { kind: 'system', system: 'linux' };
const ARM: Condition = { kind: 'arch', arch: 'arm64' };
const INTEL: Condition = { kind: 'arch', arch: 'x86_64' };

function macos(codename: string, range: 'exact' | 'or_newer' | 'or_older'): Condition {
  return { kind: 'macos', codename, range };
}

test.for([
  ['depends_on "a"', [plain('a')]],
  ['depends_on "user/tap/a"', [plain('user/tap/a')]],
  ['depends_on "a" => :build', [plain('a', ['build'])]],
  ['depends_on "a" => [:build, :test]', [plain('a', ['build', 'test'])]],
  ['depends_on "a" => :recommended', [plain('a', ['recommended'])]],
  ['depends_on "a" => [:optional, "with-x"]', [plain('a', ['optional'])]],
  ['depends_on "a" => :build, "b" => :test', [plain('a', ['build']), plain('b', ['test'])]],
  ['depends_on({ "a" => :build })', [plain('a', ['build'])]],
  ['depends_on "a" => ["with-x"]', [plain('a')]],
  [
    '%w[a b].each { |name| depends_on name => :build }',
    [plain('a', ['build']), plain('b', ['build'])],
  ],
  ['["a", "b"].each do |name|\ndepends_on name\nend', [plain('a'), plain('b')]],
  ['depends_on :automake', [plain('automake', ['build'])]],
  ['stable do\ndepends_on "a"\nend', [plain('a')]],
  ['depends_on "a" if build.stable?', [plain('a')]],
] as const)('%s', ([lines, expected]) => {
  expect(dependenciesOf(lines)).toEqual(expected);
});

test.for([
  'depends_on :xcode',
  'depends_on :macos',
  'depends_on xcode: ["12", :build]',
  'depends_on macos: :big_sur',
  'depends_on arch: :x86_64',
  'depends_on maximum_macos: [:ventura, :build]',
  'depends_on :x11 => :optional',
  'depends_on ToolRequirement',
  'depends_on ::ToolRequirement => :build',
  'depends_on "numpy" => :python',
  'depends_on "a" if build.head?',
  'head do\ndepends_on "a"\nend',
  'devel do\ndepends_on "a"\nend',
  'resource "r" do\ndepends_on "a"\nend',
])('%s does not name a formula that a stable bottle needs', (lines) => {
  expect(dependenciesOf(lines)).toEqual([]);
});

test.for([
  ['uses_from_macos "z"', [], undefined],
  ['uses_from_macos "z", since: :catalina', [], 'catalina'],
  ['uses_from_macos "z" => :build', ['build'], undefined],
  ['uses_from_macos "z" => [:build, :test], since: :sierra', ['build', 'test'], 'sierra'],
] as const)('%s', ([line, kinds, since]) => {
  expect(dependenciesOf(line)).toEqual([
    { name: 'z', kinds, fromMacos: { since }, conditions: [] },
  ]);
});

test.for([
  ['on_macos', [MACOS]],
  ['on_linux', [LINUX]],
  ['on_arm', [ARM]],
  ['on_intel', [INTEL]],
  ['on_ventura', [macos('ventura', 'exact')]],
  ['on_ventura :or_newer', [macos('ventura', 'or_newer')]],
  ['on_big_sur :or_older', [macos('big_sur', 'or_older')]],
  [
    'on_system :linux, macos: :big_sur_or_newer',
    [{ kind: 'any', of: [[LINUX], [macos('big_sur', 'or_newer')]] }],
  ],
  ['on_system :linux', [LINUX]],
] as const)('%s', ([block, expected]) => {
  expect(conditionsOf(`${block} do\ndepends_on "a"\nend`)).toEqual(expected);
});

test('the conditions of nested blocks add up', () => {
  expect(conditionsOf('on_macos do\non_arm do\ndepends_on "a"\nend\nend')).toEqual([MACOS, ARM]);
});

test.for([
  ['OS.mac?', [MACOS]],
  ['OS.linux?', [LINUX]],
  ['!OS.mac?', [LINUX]],
  ['not OS.mac?', [LINUX]],
  ['Hardware::CPU.arm?', [ARM]],
  ['Hardware::CPU.intel?', [INTEL]],
  ['MacOS.version >= :mojave', [macos('mojave', 'or_newer')]],
  ['MacOS.version <= "10.14"', [macos('mojave', 'or_older')]],
  ['MacOS.version == 10.9', [macos('mavericks', 'exact')]],
  ['MacOS.version < :mojave', [{ kind: 'not', condition: [macos('mojave', 'or_newer')] }]],
  ['MacOS.version > :mojave', [{ kind: 'not', condition: [macos('mojave', 'or_older')] }]],
  ['MacOS.lion?', [macos('lion', 'or_newer')]],
  ['OS.mac? && Hardware::CPU.arm?', [MACOS, ARM]],
  ['OS.linux? || Hardware::CPU.arm?', [{ kind: 'any', of: [[LINUX], [ARM]] }]],
  ['(OS.mac?)', [MACOS]],
  ['File.exist? "/x"', [{ kind: 'unknown', text: 'File.exist? "/x"' }]],
] as const)('if %s', ([test_, expected]) => {
  expect(conditionsOf(`depends_on "a" if ${test_}`)).toEqual(expected);
  expect(conditionsOf(`if ${test_}\ndepends_on "a"\nend`)).toEqual(expected);
});

test('else, elsif and unless negate a test', () => {
  expect(conditionsOf('unless OS.mac?\ndepends_on "a"\nend')).toEqual([LINUX]);
  expect(conditionsOf('if OS.mac?\nelse\ndepends_on "a"\nend')).toEqual([LINUX]);
  expect(conditionsOf('if OS.mac?\nelsif Hardware::CPU.arm?\ndepends_on "a"\nend')).toEqual([
    LINUX,
    ARM,
  ]);
  expect(conditionsOf('if MacOS.version >= :lion\nelse\ndepends_on "a"\nend')).toEqual([
    { kind: 'not', condition: [macos('lion', 'or_newer')] },
  ]);
});

test.for([
  ['an option that is off', 'option "with-opt"', 'build.with? "opt"', false],
  ['an option that is off, turned round', 'option "with-opt"', 'build.without? "opt"', true],
  ['an option that is on', 'option "without-opt"', 'build.with? "opt"', true],
  ['an option that is on, turned round', 'option "without-opt"', '!build.without?("opt")', true],
  ['an option of 2012', `option '--with-opt', 'it'`, 'build.with? "opt"', false],
  ['an option nobody declared', '', 'build.with? "opt"', false],
  ['an option declared below', '', 'build.with?("opt")\noption "without-opt"', false],
  ['an optional dependency', 'depends_on "b" => :optional', 'build.with? "b"', false],
  ['a recommended one', 'depends_on "u/t/b" => :recommended', 'build.with? "b"', true],
  ['one that is both', 'option "with-b"\ndepends_on "b" => :recommended', 'build.with? "b"', false],
  ['an option of 2011', '', 'build.include? "with-opt"', false],
  ['an argument', '', 'ARGV.include? "--opt"', false],
  ['a build for 32 bits too', 'option :universal', 'build.universal?', false],
  ['a variable of a build machine', '', 'ENV["CI"]', false],
  ['no such variable', '', 'ENV["CI"].nil?', true],
] as const)('%s decides whether a dependency is needed', ([, above, test_, isNeeded]) => {
  const [condition, below = ''] = test_.split('\n');
  const all = dependenciesOf(`${above}\ndepends_on "a" if ${condition}\n${below}`);
  const found = all.filter(({ name }) => name === 'a');

  expect(found).toEqual(isNeeded ? [plain('a')] : []);
});

test('a name that depends on a test is two dependencies', () => {
  expect(dependenciesOf('depends_on (OS.mac? ? "a" : "b") => :build')).toEqual([
    { name: 'a', kinds: ['build'], fromMacos: undefined, conditions: [MACOS] },
    { name: 'b', kinds: ['build'], fromMacos: undefined, conditions: [LINUX] },
  ]);
});

test('a formula may be deprecated or disabled', () => {
  const { deprecated, disabled } = readBeside(`
    deprecate! date: "2023-01-02", because: :unmaintained
    disable! because: "it never worked", date: "2024-01-02"
  `);

  expect(deprecated).toEqual({ date: '2023-01-02', because: 'unmaintained' });
  expect(disabled).toEqual({ date: '2024-01-02', because: 'it never worked' });
  expect(readBeside('').disabled).toBeUndefined();
});
