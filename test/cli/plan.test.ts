import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { startClosureWorld } from '../support/world/closure-world.ts';

const BIG_SUR = ['--target', 'big_sur'];

const world = once(startClosureWorld);

function plan(home: CliHome, ...argv: readonly string[]): Promise<CliResult> {
  return home.run(['plan', ...argv]);
}

/** Plans with the tap's history. */
function planFromGit(home: CliHome, ...argv: readonly string[]): Promise<CliResult> {
  return plan(home, ...argv, '--tap-dir', world().tap.path);
}

function versions(result: CliResult): readonly string[] {
  const { plans } = JSON.parse(result.stdout);
  return plans[0].items.map(
    ({ formula, pkgVersion }: Record<string, string>) => `${formula} ${pkgVersion}`,
  );
}

function exceptions(result: CliResult): readonly string[] {
  const { plans } = JSON.parse(result.stdout);
  return plans[0].exceptions.map(
    ({ formula, message }: Record<string, string | null>) => `${formula ?? 'all'}: ${message}`,
  );
}

function countOf(text: string, part: string): number {
  return text.split(part).length - 1;
}

test('a person gets a tree, a table and the commit', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await planFromGit(home, 'app', ...BIG_SUR);
  const oid = world().tap.oid('app 2.0').slice(0, 12);

  expect(result).toMatchObject({ code: 0 });
  expect(result.stdout)
    .toBe(`macOS 11 Big Sur on Intel (big_sur): 3 formulae, 3.1 kB, all as of 2023-03-02, commit ${oid}

app 2.0
├─ base 1.1
└─ mid 1.0
   └─ base 1.1

FORMULA  VERSION  BOTTLE   SIZE    BUILT
base     1.1      big_sur  1.0 kB  2023-03-01
mid      1.0      big_sur  1.0 kB  2023-02-02
app      2.0      big_sur  1.0 kB  2023-03-02
`);
});

test('with an atlas the plan is the same as from walks, byte for byte', async () => {
  await using home = await cliHome({ registry: world().registry });
  const walked = await planFromGit(home, 'app', ...BIG_SUR, '--json');
  const place = ['--tap-dir', world().tap.path, '--cache-dir', home.cache];
  const covered = await runCli(['coverage', ...BIG_SUR, ...place, '--json'], { cwd: home.work });
  const looked = await planFromGit(home, 'app', ...BIG_SUR, '--json');

  expect(covered.code).toBe(0);
  expect(looked).toMatchObject({ code: 0, stdout: walked.stdout });
});

test('the plan is of the newest commit at which everything had a bottle', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await planFromGit(home, 'app', ...BIG_SUR, '--json');

  expect(result.code).toBe(0);
  const { schemaVersion, plans } = JSON.parse(result.stdout);
  expect(schemaVersion).toBe(2);
  expect(plans).toMatchObject([
    {
      target: { macos: '11', bottleTag: 'big_sur' },
      closure: 'one-commit',
      cycles: [],
      exceptions: [],
    },
  ]);
  expect(plans[0].at).toEqual({
    commit: world().tap.oid('app 2.0'),
    date: '2023-03-02T12:00:00Z',
  });
  expect(plans[0].items[2]).toEqual({
    formula: 'app',
    tap: 'homebrew/core',
    pkgVersion: '2.0',
    rebuild: 0,
    bottleTag: 'big_sur',
    match: 'exact',
    sha256: world().published.get('app 2.0')?.bottles.get('big_sur')?.sha256,
    fileName: 'app--2.0.big_sur.bottle.tar.gz',
    sizeBytes: world().published.get('app 2.0')?.bottles.get('big_sur')?.sizeBytes,
    introducedBy: { commit: world().tap.oid('app 2.0'), date: '2023-03-02T12:00:00Z' },
    isRequested: true,
    dependencies: ['base', 'mid'],
  });
});

test.each([
  ['one-commit', ['base 1.1', 'mid 1.0', 'app 2.0']],
  ['newest', ['base 1.1', 'mid 1.0', 'app 3.0']],
  ['exact', ['base 1.0', 'mid 1.0', 'app 3.0']],
])('--closure %s chooses its versions', async (mode, expected) => {
  await using home = await cliHome({ registry: world().registry });
  const result = await planFromGit(home, 'app', ...BIG_SUR, '--closure', mode, '--json');

  expect(result.code).toBe(0);
  expect(JSON.parse(result.stdout).plans[0].closure).toBe(mode);
  expect(versions(result)).toEqual(expected);
});

test('--closure newest reports a dependency that is older than what needs it', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await planFromGit(home, 'app', ...BIG_SUR, '--closure', 'newest', '--json');

  expect(exceptions(result)).toContain(
    'mid: its last bottle was dropped on 2023-04-01, before app 3.0 was built on 2023-04-02',
  );
});

test('without history, the plan takes the versions built against, and --closure newest is refused', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await plan(home, 'app', ...BIG_SUR, '--json');
  const refused = await plan(home, 'app', ...BIG_SUR, '--closure', 'newest');

  expect(JSON.parse(result.stdout).plans[0]).toMatchObject({ closure: 'exact', at: null });
  expect(versions(result)).toEqual(['base 1.0', 'mid 1.0', 'app 3.0']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('--tap-dir');
});

test('a target that still gets all bottles is planned at the newest commit', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await planFromGit(home, 'app', '--target', 'arm64_ventura', '--json');

  expect(versions(result)).toEqual(['base 1.1', 'mid 2.0', 'app 3.0']);
  expect(JSON.parse(result.stdout).plans[0].at.commit).toBe(world().tap.head);
});

test('each of several targets has a plan, in the order given', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await planFromGit(home, 'app', ...BIG_SUR, '--target', 'arm64_ventura', '--json');

  const { plans } = JSON.parse(result.stdout);
  expect(plans).toMatchObject([
    { target: { bottleTag: 'big_sur' } },
    { target: { bottleTag: 'arm64_ventura' } },
  ]);
});

test('formulae that need each other are all in the plan, which says so', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await planFromGit(home, 'ring', ...BIG_SUR, '--json');
  const text = await planFromGit(home, 'ring', ...BIG_SUR);

  expect(versions(result).toSorted()).toEqual(['chain 1.0', 'ring 1.0']);
  expect(JSON.parse(result.stdout).plans[0].cycles).toEqual([['chain', 'ring']]);
  expect(text.stdout).toContain('note: these need each other: chain, ring');
});

test.each([
  ['one-commit', 'newlib'],
  ['newest', 'newlib'],
  ['exact', undefined],
])('a dependency that has since been renamed is found (%s)', async (mode, nameNow) => {
  await using home = await cliHome({ registry: world().registry });
  const result = await planFromGit(home, 'wrapper', ...BIG_SUR, '--closure', mode, '--json');

  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(versions(result)).toEqual(['oldlib 1.0', 'wrapper 1.0']);
  const [library, wrapper] = JSON.parse(result.stdout).plans[0].items;
  expect(library.formulaNow).toBe(nameNow);
  expect(library.fileName).toBe('oldlib--1.0.big_sur.bottle.tar.gz');
  expect(wrapper.dependencies).toEqual([nameNow ?? 'oldlib']);
});

test.each(['one-commit', 'newest'])(
  'a dependency that has since been deleted is found (%s)',
  async (mode) => {
    await using home = await cliHome({ registry: world().registry });
    const result = await planFromGit(home, 'relic', ...BIG_SUR, '--closure', mode, '--json');

    expect(versions(result)).toEqual(['gone 1.0', 'relic 1.0']);
  },
);

test('if a dependency never had a bottle, each formula gets its newest bottle, and the plan says so', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await planFromGit(home, 'hopeful', ...BIG_SUR, '--json');
  const text = await planFromGit(home, 'hopeful', ...BIG_SUR);
  const strict = await planFromGit(home, 'hopeful', ...BIG_SUR, '--closure', 'one-commit');

  expect(JSON.parse(result.stdout).plans[0]).toMatchObject({ closure: 'newest', at: null });
  expect(versions(result)).toEqual(['base 1.1', 'hopeful 1.0']);
  expect(exceptions(result)).toEqual([
    'all: no commit has bottles for everything, so each formula has its own newest bottle',
    'source-only: left out: source-only has no bottle for big_sur in the history from 2023-01-01 on',
  ]);
  expect(result.code).toBe(6);
  expect(result.stderr).toContain('incomplete: source-only is missing, and hopeful needs it');
  expect(JSON.parse(result.stdout).plans[0].missing).toEqual([
    { formula: 'source-only', neededBy: ['hopeful'] },
  ]);
  expect(text.stdout).toContain('note: hopeful: no commit has bottles for everything');
  expect(strict.code).toBe(3);
  expect(strict.stderr).toContain('--closure newest');
});

test('a history that ends long ago gives one warning, however deep the closure is', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await planFromGit(home, 'app', '--target', 'arm64_ventura', '--closure', 'newest');

  expect(countOf(result.stderr, 'warning: the history of homebrew/core ends on')).toBe(1);
});

test.each([
  [
    'a formula without any bottle',
    ['source-only'],
    3,
    'source-only has no bottle for big_sur in the history from 2023-01-01 on',
  ],
  ['an unknown formula', ['nosuch'], 1, 'no formula named nosuch'],
  ['a formula of a tap whose repository is denied', ['app', 'a/b/c'], 5, 'has no such repository'],
])('%s: exit code and message', async (_name, names, code, message) => {
  await using home = await cliHome({ registry: world().registry });
  const result = await planFromGit(home, ...names, ...BIG_SUR);

  expect(result.code).toBe(code);
  expect(result.stderr).toContain(message);
  expect(result.stdout).toBe('');
});

test('names from a Brewfile and a list make one plan', async () => {
  await using home = await cliHome({ registry: world().registry });
  await writeFile(join(home.work, 'Brewfile'), 'brew "mid"\ncask "firefox"\n');
  await writeFile(join(home.work, 'names'), '# libraries\nbase\n');
  const inputs = ['--brewfile', 'Brewfile', '--from-file', 'names'];
  const result = await planFromGit(home, ...inputs, ...BIG_SUR, '--json');

  expect(result.stderr).toContain('skipped: Brewfile:2: cask "firefox"');
  const { items } = JSON.parse(result.stdout).plans[0];
  expect(items).toMatchObject([
    { formula: 'base', isRequested: true },
    { formula: 'mid', isRequested: true },
  ]);
});

test.each([
  [
    'a dependency that only the build record names',
    'secretive',
    'secretive: its build record says that it needs hidden 2.0, which its formula does not: hidden is not included',
  ],
  [
    'a dependency older than what the bottle was built against',
    'picky',
    'base: picky was built against 1.2, and 1.1 is taken',
  ],
])('%s is reported in text and JSON', async (_name, formula, message) => {
  await using home = await cliHome({ registry: world().registry });
  const json = await planFromGit(home, formula, ...BIG_SUR, '--json');
  const text = await planFromGit(home, formula, ...BIG_SUR);

  expect(json.code).toBe(0);
  expect(exceptions(json)).toEqual([message]);
  expect(text.stdout).toContain(`note: ${message}`);
});

test('a plan is shown even when the registry cannot be asked', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await planFromGit(home, 'app', ...BIG_SUR, '--json', '--offline');
  const text = await planFromGit(home, 'app', ...BIG_SUR, '--offline');

  expect(result.code).toBe(0);
  expect(versions(result)).toEqual(['base 1.1', 'mid 1.0', 'app 2.0']);
  expect(exceptions(result)).toEqual([
    expect.stringContaining('all: sizes and build records are not known: '),
  ]);
  expect(JSON.parse(result.stdout).plans[0].items[0].sizeBytes).toBeNull();
  expect(text.stdout).toContain('note: registry: sizes and build records are not known: ');
});

test('two runs with the names in another order print the same', async () => {
  await using home = await cliHome({ registry: world().registry });
  const runs = [
    await planFromGit(home, 'app', 'wrapper', 'relic', ...BIG_SUR, '--json'),
    await planFromGit(home, 'relic', 'app', 'wrapper', ...BIG_SUR, '--json'),
  ];

  expect(runs[0]?.stdout).toBe(runs[1]?.stdout);
});
