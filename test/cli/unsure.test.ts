import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { buildTap } from '../support/tap/build-tap.ts';
import type { TapCommit } from '../support/tap/fast-import.ts';
import { formulaText } from '../support/tap/formula-text.ts';

const BAT = 'Formula/bat.rb';

function sum(digit: string): string {
  return digit.repeat(64);
}

/** Between two versions is a state whose bottles can be read, but whose version only Ruby can tell. */
const HISTORY: readonly TapCommit[] = [
  {
    subject: 'bat 0.24.0',
    write: {
      [BAT]: formulaText({
        name: 'bat',
        version: '0.24.0',
        bottle: { entries: { arm64_monterey: sum('a'), big_sur: sum('b') } },
      }),
    },
  },
  {
    subject: 'damaged',
    write: {
      [BAT]: `class Bat < Formula
  url "https:e.examplebat-0.24.0.tar.gz"
  version RUBY_VERSION
  revision 1
  bottle do
    sha256 cellar: :any, arm64_monterey: "${sum('c')}"
  end
end
`,
    },
  },
  {
    subject: 'bat 0.25.0',
    write: {
      [BAT]: formulaText({
        name: 'bat',
        version: '0.25.0',
        bottle: { entries: { arm64_sonoma: sum('d') } },
      }),
    },
  },
];

async function ask(commits: readonly TapCommit[], ...args: readonly string[]): Promise<CliResult> {
  const cwd = await mkdtemp(join(tmpdir(), 'brewpull-unsure-'));
  await using tap = await buildTap({ commits });
  try {
    return await runCli([...args, '--tap-dir', tap.path, '--cache-dir', join(cwd, 'cache')], {
      cwd,
    });
  } finally {
    await rm(cwd, { recursive: true });
  }
}

test('a bottle that a later, unreadable state may replace is refused, and --allow-unsure gives it with a warning', async () => {
  const question = ['resolve', 'bat', '--target', 'arm64_monterey', '--json'];

  const refused = await ask(HISTORY, ...question);
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.stdout).results).toMatchObject([
    {
      status: 'failed',
      error: {
        code: 'FORMULA_UNREADABLE',
        message: expect.stringContaining('a later state may have another one'),
        hint: expect.stringContaining('--allow-unsure'),
      },
    },
  ]);

  const given = await ask(HISTORY, ...question, '--allow-unsure');
  expect(given.code).toBe(0);
  expect(JSON.parse(given.stdout).results).toMatchObject([
    { status: 'found', pkgVersion: '0.24.0', notes: [{ kind: 'unsure' }] },
  ]);
  expect(given.stderr).toContain('warning:');
});

test('the same state raises no doubt for a target that it does not serve', async () => {
  const { code, stdout } = await ask(HISTORY, 'resolve', 'bat', '--target', 'big_sur', '--json');

  expect(code).toBe(0);
  expect(JSON.parse(stdout).results).toMatchObject([{ pkgVersion: '0.24.0', notes: [] }]);
});

test('coverage counts such a bottle, and says that it is unsure', async () => {
  const { stdout } = await ask(HISTORY, 'coverage', '--target', 'arm64_monterey', '--json');

  expect(JSON.parse(stdout).formulae).toMatchObject([
    { formula: 'bat', pkgVersion: '0.24.0', isUnsure: true },
  ]);
});

test('if there is no bottle, the answer says how far back history was searched, in words and in JSON', async () => {
  const question = ['resolve', 'bat', '--target', 'el_capitan'];

  const text = await ask(HISTORY, ...question);
  expect(text.code).toBe(3);
  expect(text.stderr).toContain('in the history from 2023-01-01 on');

  const json = await ask(HISTORY, ...question, '--json');
  expect(JSON.parse(json.stdout).results).toMatchObject([
    { status: 'no-bottle', searchedIn: 'history', searchedFrom: '2023-01-01T00:00:00Z' },
  ]);
});

test('a versioned alias whose formula has another version gives a warning, in words and in JSON', async () => {
  const node = (version: string, bottleTag: string, digit: string): Record<string, string> => ({
    'Formula/node.rb': formulaText({
      name: 'node',
      version,
      bottle: { entries: { [bottleTag]: sum(digit) } },
    }),
  });
  const history = [
    { subject: 'node 20', write: node('20.7.0', 'big_sur', 'a') },
    {
      subject: 'node 25',
      write: node('25.0.0', 'sonoma', 'b'),
      link: { 'Aliases/node@25': '../Formula/node.rb' },
    },
  ];

  const { code, stdout, stderr } = await ask(
    history,
    'resolve',
    'node@25',
    '--target',
    'big_sur',
    '--json',
  );

  const message = 'node@25 is another name of node, whose last bottle for this target is 20.7.0';
  expect(code).toBe(0);
  expect(JSON.parse(stdout).results).toMatchObject([
    { formula: 'node', version: '20.7.0', notes: [{ kind: 'alias', message }] },
  ]);
  expect(stderr).toBe(`warning: ${message}\n`);
});
