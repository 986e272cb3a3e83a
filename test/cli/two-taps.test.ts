import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, test } from 'vitest';

import { verifyBundle } from '../../src/bundle/verify/verify-bundle.ts';
import { parseLock } from '../../src/lock/file/lock-schema.ts';
import { Machine } from '../support/brew/machine.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { startTwoTapsWorld } from '../support/world/two-taps-world.ts';

const BIG_SUR = ['--target', 'big_sur'];

const world = once(startTwoTapsWorld);

function run(home: CliHome, argv: readonly string[], places = world().places): Promise<CliResult> {
  return home.run([...argv, ...places]);
}

function plan(
  home: CliHome,
  names: readonly string[],
  ...argv: readonly string[]
): Promise<CliResult> {
  return run(home, ['plan', ...names, ...BIG_SUR, '--json', ...argv]);
}

function items({ stdout, stderr }: CliResult): readonly string[] {
  if (stdout === '') throw new Error(stderr);
  const { plans } = JSON.parse(stdout);
  return plans[0].items.map(
    ({ tap, formula, pkgVersion }: Record<string, string>) => `${tap} ${formula} ${pkgVersion}`,
  );
}

const HELLO = 'homebrew/core hello 1.0';

test.each([
  ['foo', [HELLO, 'me/tools foo 1.0', 'me/tools helper 1.0', 'me/tools sub 1.0']],
  ['bar', [HELLO, 'me/tools bar 1.0']],
  ['renamed', ['homebrew/core greeter 1.0', HELLO, 'me/tools renamed 1.0']],
  ['shadow', ['homebrew/core twin 1.0', 'me/tools shadow 1.0']],
  ['own-twin', ['me/tools own-twin 1.0', 'me/tools twin 7.0']],
])('the plan of %s has what brew would take, from the same taps', async (name, all) => {
  await using home = await cliHome({ registry: world().registry });
  const result = await plan(home, [`me/tools/${name}`]);
  const newest = await plan(home, [`me/tools/${name}`], '--closure', 'newest');

  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(items(result).toSorted()).toEqual(all);
  // There is a newer foo, which does not need sub.
  const later = all
    .filter((item) => !/sub/.test(item))
    .map((item) => item.replace('foo 1', 'foo 2'));
  expect(items(newest).toSorted()).toEqual(later);
});

test('a plan of one moment has the newest commit of each tap before it, in text and JSON', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await plan(home, ['me/tools/foo']);
  const text = await run(home, ['plan', 'me/tools/foo', ...BIG_SUR]);
  const [core, tools] = [world().core.oid('other names'), world().tools.oid('a word')];

  expect(JSON.parse(result.stdout).plans[0]).toMatchObject({
    closure: 'one-commit',
    at: null,
    commits: [
      { tap: 'homebrew/core', commit: core, date: '2024-01-04T12:00:00Z' },
      { tap: 'me/tools', commit: tools, date: '2024-02-20T12:00:00Z' },
    ],
  });
  expect(text.stdout).toContain(
    `all as of one moment: homebrew/core 2024-01-04, commit ${core.slice(0, 12)}; me/tools 2024-02-20, commit ${tools.slice(0, 12)}`,
  );
  expect(text.stdout).toContain(`me/tools/foo 1.0
├─ hello 1.0
├─ me/tools/helper 1.0
└─ me/tools/sub 1.0
`);
});

test('the dependencies of an item have their names of today, with their taps', async () => {
  await using home = await cliHome({ registry: world().registry });
  const names = ['foo', 'renamed', 'own-twin'].map((name) => `me/tools/${name}`);
  const { stdout } = await plan(home, names, '--closure', 'newest');
  const [planned]: readonly Linked[] = JSON.parse(stdout).plans;
  const keys = planned?.items.map(({ tap, formula, formulaNow = formula }) =>
    tap === 'homebrew/core' ? formulaNow : `${tap}/${formulaNow}`,
  );
  const needed = new Set(planned?.items.flatMap(({ dependencies }) => dependencies));

  expect([...needed].toSorted()).toEqual(['greeter', 'hello', 'me/tools/helper', 'me/tools/twin']);
  expect(keys).toEqual(expect.arrayContaining([...needed]));
});

interface Linked {
  readonly items: readonly {
    readonly formula: string;
    readonly formulaNow?: string;
    readonly tap: string;
    readonly dependencies: readonly string[];
  }[];
}

test('formulae of several taps in a Brewfile make one plan, bundle and lock', async () => {
  await using home = await cliHome({ registry: world().registry });
  await writeFile(join(home.work, 'Brewfile'), 'brew "greeter"\nbrew "me/tools/foo"\n');
  const brewfile = ['--brewfile', 'Brewfile', ...BIG_SUR];
  const planned = await run(home, ['plan', ...brewfile, '--json']);
  const made = await run(home, ['bundle', ...brewfile, '--lock', 'l.json', '-o', 'one.tar']);
  const nowhere = ['--tap-dir', home.at('none')];
  const again = await run(
    home,
    ['bundle', '--lock', 'l.json', '--frozen', '-o', 'two.tar'],
    nowhere,
  );
  const locked = parseLock(await readFile(join(home.work, 'l.json')), 'l.json');

  expect(items(planned)).toHaveLength(5);
  expect([made.code, again.code]).toEqual([0, 0]);
  expect(await verifyBundle(join(home.work, 'one.tar'))).toEqual([]);
  const tars = [join(home.work, 'one.tar'), join(home.work, 'two.tar')];
  const [one, two] = await Promise.all(tars.map((path) => readFile(path)));
  expect(one?.equals(two ?? Buffer.alloc(0))).toBe(true);
  const { bottles = [] } = locked.targets[0] ?? {};
  expect(bottles.find(({ formula }) => formula === 'foo')).toMatchObject({
    tap: 'me/tools',
    dependencies: ['hello', 'me/tools/helper', 'me/tools/sub'],
  });
});

test('the installer of a bundle of two taps installs hello before foo, and no stand-in for it', async () => {
  await using home = await cliHome({ registry: world().registry });
  await using mac = await Machine.create();
  const result = await run(home, ['bundle', 'me/tools/foo', ...BIG_SUR, '-o', 'b.tar']);
  await mac.run(['tar', '-xf', join(home.work, 'b.tar')]);
  const folder = join(mac.folder, 'brewpull-bundle');
  const listed = await readFile(join(folder, 'installer/big_sur/plan.tsv'), 'utf8');
  const installed = await mac.run(['bash', join(folder, 'install.sh')]);

  expect(result.code).toBe(0);
  const [, ...lines] = listed
    .trim()
    .split('\n')
    .map((line) => line.split('\t'));
  expect(lines.map(([name]) => name)).toEqual(['hello', 'helper', 'sub', 'foo']);
  expect(lines.at(-1)?.at(-2)).toBe('hello,helper,sub');
  const readme = await readFile(join(folder, 'README.txt'), 'utf8');
  expect(readme).not.toContain('MISSING');
  expect(readme).toContain('      foo 1.0 (me/tools)\n');
  expect(installed).toMatchObject({ code: 0, stderr: '' });
});

test('a formula that no tap has is missing: exit 6, in the README, in bundle.json, and in the lock', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await run(home, ['bundle', 'me/tools/lonely', ...BIG_SUR, '-o', 'out']);
  const lock = ['--lock', 'out/brewpull.lock.json', '--frozen'];
  const again = await run(home, ['plan', ...lock, '--json'], ['--tap-dir', home.at('none')]);
  const readme = await readFile(join(home.work, 'out/README.txt'), 'utf8');
  const shown = await run(home, ['bundle', '--inspect', 'out']);

  expect(result.code).toBe(6);
  expect(result.stderr).toContain(
    'note: nosuch: left out: neither homebrew/core nor me/tools has a formula nosuch',
  );
  expect(result.stderr).toContain('incomplete: nosuch is missing, and me/tools/lonely needs it');
  expect(readme).toContain('WHAT IS MISSING');
  expect(readme).toContain('  * nosuch, which me/tools/lonely needs (macOS 11');
  expect(await verifyBundle(join(home.work, 'out'))).toEqual([]);
  expect(shown.stdout).toContain('missing: nosuch, needed by me/tools/lonely');
  expect(again.code).toBe(6);
  expect(JSON.parse(again.stdout).plans[0].missing).toEqual([
    { formula: 'nosuch', neededBy: ['me/tools/lonely'] },
  ]);
});

test.each([['lock'], ['pull', '--deps', '-o', 'out']])(
  '%s also gives exit 6 for a formula that no tap has',
  async (...argv) => {
    await using home = await cliHome({ registry: world().registry });
    const result = await run(home, [...argv, 'me/tools/lonely', ...BIG_SUR]);

    expect(result.code).toBe(6);
    expect(result.stderr).toContain('incomplete: nosuch is missing');
  },
);

test('two formulae that brew would install under one name are refused', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await plan(home, ['twin', 'me/tools/twin']);

  expect(result.code).toBe(2);
  expect(JSON.parse(result.stdout).error.message).toContain(
    'homebrew/core/twin and me/tools/twin are both installed as twin',
  );
});

test('one lock may hold two formulae of the same name, for different machines', async () => {
  await using home = await cliHome({ registry: world().registry });
  await run(home, ['lock', 'twin', ...BIG_SUR]);
  await run(home, ['lock', 'me/tools/own-twin', ...BIG_SUR]);
  const locked = parseLock(await readFile(join(home.work, 'brewpull.lock.json')), 'the lock');
  const core = await run(home, ['plan', 'twin', '--frozen', '--json']);
  const own = await run(home, ['plan', 'me/tools/own-twin', '--frozen', '--json']);

  expect(locked.targets[0]?.bottles.map(({ tap, formula }) => `${tap} ${formula}`)).toEqual([
    'me/tools twin',
    'me/tools own-twin',
    'homebrew/core twin',
  ]);
  expect(items(core)).toEqual(['homebrew/core twin 1.0']);
  expect(items(own)).toEqual(['me/tools twin 7.0', 'me/tools own-twin 1.0']);
});

test('without the history of homebrew/core, the registry answers for its formulae', async () => {
  await using home = await cliHome({ registry: world().registry });
  const places = ['--tap-dir', `me/tools=${world().tools.path}`];
  const argv = ['plan', 'me/tools/foo', 'me/tools/own-twin', ...BIG_SUR, '--json'];
  const result = await run(home, argv, places);
  const strict = await run(home, [...argv, '--closure', 'one-commit'], places);
  const git = await run(home, [...argv, '--history', 'git'], places);

  expect(result.code).toBe(0);
  expect(items(result).toSorted()).toEqual([
    HELLO,
    'me/tools foo 2.0',
    'me/tools helper 1.0',
    'me/tools own-twin 1.0',
    'me/tools twin 7.0',
  ]);
  expect(JSON.parse(result.stdout).plans[0].exceptions).toContainEqual({
    formula: null,
    code: 'not-one-commit',
    facts: {
      cause: 'no-history',
      tap: 'homebrew/core',
      formulae: ['me/tools/foo', 'me/tools/own-twin'],
    },
    message:
      'the history of homebrew/core is not at hand, so each formula has its own newest bottle',
  });
  expect(strict.code).toBe(2);
  expect(JSON.parse(strict.stdout).error.message).toContain('needs the history of homebrew/core');
  expect(git.code).toBe(1);
  expect(JSON.parse(git.stdout).error.message).toContain('no history of homebrew/core');
});

test('without any history the build records name formulae of both taps', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await run(
    home,
    ['plan', 'me/tools/foo', ...BIG_SUR, '--before', '2024-03-15', '--json'],
    [],
  );

  expect(result.code).toBe(0);
  expect(items(result).toSorted()).toEqual([
    HELLO,
    'me/tools foo 1.0',
    'me/tools helper 1.0',
    'me/tools sub 1.0',
  ]);
});

test('copies that sync keeps in the cache serve both taps', async () => {
  await using home = await cliHome({ registry: world().registry });
  for (const [tap, { path }] of [
    ['homebrew/core', world().core],
    ['me/tools', world().tools],
  ] as const) {
    const argv = ['sync', '--tap', tap, '--remote', pathToFileURL(path).href];
    await runCli([...argv, '--cache-dir', home.cache], { cwd: home.work });
  }
  const result = await run(home, ['plan', 'me/tools/foo', ...BIG_SUR, '--json'], []);

  expect(items(result)).toContain(HELLO);
  expect(JSON.parse(result.stdout).plans[0].closure).toBe('one-commit');
});

test('--at names a commit of the tap that is asked for, and means its time for the other', async () => {
  await using home = await cliHome({ registry: world().registry });
  const early = await plan(home, ['me/tools/foo'], '--at', world().tools.oid('helper 1.0'));
  const at = await plan(home, ['me/tools/foo'], '--at', world().tools.oid('sub 1.0'));
  const unknown = await plan(home, ['me/tools/foo'], '--at', '0'.repeat(40));

  expect(early.code).toBe(1);
  expect(at.code).toBe(0);
  expect(JSON.parse(at.stdout).plans[0].commits).toMatchObject([
    { tap: 'homebrew/core', commit: world().core.oid('other names') },
    { tap: 'me/tools', commit: world().tools.oid('sub 1.0') },
  ]);
  expect(unknown.code).toBe(1);
  expect(JSON.parse(unknown.stdout).error.message).toContain('has no commit 0000');
});

test('a formula of homebrew/core that cannot be read is not taken from the tap instead', async () => {
  await using home = await cliHome({ registry: world().registry });
  const result = await plan(home, ['me/tools/hopeless']);

  expect(result.code).toBe(6);
  expect(items(result)).toEqual([HELLO, 'me/tools hopeless 1.0']);
  expect(JSON.parse(result.stdout).plans[0].missing).toEqual([
    { formula: 'broken', neededBy: ['me/tools/hopeless'] },
  ]);
});
