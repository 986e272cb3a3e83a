import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { parseLock } from '../../src/lock/file/lock-schema.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { once } from '../support/once.ts';
import { startClosureWorld } from '../support/world/closure-world.ts';

const BIG_SUR = ['--target', 'big_sur'];

const world = once(startClosureWorld);

interface Plan {
  readonly closure: string;
  readonly at: { readonly commit: string } | null;
  readonly items: readonly {
    readonly formula: string;
    readonly pkgVersion: string;
    readonly isRequested: boolean;
  }[];
  readonly exceptions: readonly { readonly formula: string; readonly message: string }[];
}

async function plan(home: CliHome, ...argv: readonly string[]): Promise<Plan> {
  const { stdout, stderr } = await home.run(['plan', ...argv, ...BIG_SUR, '--json']);
  const [only] = JSON.parse(stdout).plans ?? [];
  if (only === undefined) throw new Error(stderr);
  return only;
}

function versions({ items }: Plan): readonly string[] {
  return items.map(({ formula, pkgVersion }) => `${formula} ${pkgVersion}`);
}

function notes({ exceptions }: Plan): readonly string[] {
  return exceptions.map(({ formula, message }) => `${formula}: ${message}`);
}

/** The bottles of a lock, with what was asked for. */
async function held(home: CliHome): Promise<readonly string[]> {
  const { targets } = parseLock(await readFile(join(home.work, 'brewpull.lock.json')), 'lock');
  return targets.flatMap(({ bottles }) =>
    bottles.map(
      ({ formula, pkgVersion, wanted, isRequested }) =>
        `${formula} ${pkgVersion}${isRequested ? ' asked' : ''}${wanted === undefined ? '' : ` for ${wanted}`}`,
    ),
  );
}

test('an older version gets its dependencies as of the newest commit that had its bottle', async () => {
  await using home = await cliHome(world());
  const planned = await plan(home, 'app=1.0');
  const text = await home.run(['plan', 'app=1.0', ...BIG_SUR]);

  expect(planned).toMatchObject({
    closure: 'one-commit',
    at: { commit: world().tap.oid('base 1.1') },
  });
  expect(versions(planned)).toEqual(['base 1.1', 'mid 1.0', 'app 1.0']);
  expect(notes(planned)).toContain(
    'app: 1.0 was asked for, so all is as of the newest commit that had its bottle',
  );
  expect(text.stdout).toContain('app: 1.0 was asked for');
});

test('if no commit has all of them, a version gets what it was built against', async () => {
  await using home = await cliHome(world());
  const planned = await plan(home, 'app=3.0');

  expect(planned.closure).toBe('exact');
  expect(versions(planned)).toEqual(['base 1.0', 'mid 1.0', 'app 3.0']);
  expect(notes(planned)).toContain(
    'app: 3.0 was asked for, so what it needs is what it was built against: no commit has bottles for everything',
  );
});

test.each([
  ['of a commit that had both', ['app=1.0', 'base=1.0'], 'one-commit', '1.0', '1.0'],
  ['that never lay in one commit with it', ['app=2.0', 'base=1.0'], 'exact', '2.0', '1.0'],
  ['whatever the order', ['base=1.0', 'app=2.0'], 'exact', '2.0', '1.0'],
  ['by build records', ['app=2.0', 'base=1.0', '--closure', 'exact'], 'exact', '2.0', '1.0'],
  ['beside the newest', ['app', 'base=1.0', '--closure', 'newest'], 'newest', '3.0', '1.0'],
])('a dependency asked for in a version %s is used', async (_, argv, closure, app, base) => {
  await using home = await cliHome(world());
  const planned = await plan(home, ...argv);

  expect(planned.closure).toBe(closure);
  expect(versions(planned)).toEqual(expect.arrayContaining([`base ${base}`, `app ${app}`]));
  expect(versions(planned).filter((each) => each.startsWith('base '))).toHaveLength(1);
  if (closure !== 'exact') return;
  expect(notes(planned)).toContain('base: app was built against 1.1, and 1.0 was asked for');
});

test('without history a version gets what it was built against', async () => {
  await using home = await cliHome({ registry: world().registry });
  const planned = await plan(home, 'app=1.0');
  const pinned = await plan(home, 'app=1.0', 'base=1.1');

  expect(planned.closure).toBe('exact');
  expect(versions(planned)).toEqual(['base 1.0', 'mid 1.0', 'app 1.0']);
  expect(versions(pinned)).toEqual(['base 1.1', 'mid 1.0', 'app 1.0']);
  expect(notes(pinned)).toContain('base: app was built against 1.0, and 1.1 was asked for');
});

test.each([
  [['app=1.0', 'app=2.0'], 'app is asked for twice, as app=1.0 and as app=2.0'],
  [['app', 'app=2.0'], 'app is asked for twice, as app and as app=2.0'],
  [['newlib=1.0', 'oldlib'], 'is asked for twice'],
])('%j in one bundle is refused', async (names, message) => {
  await using home = await cliHome(world());
  for (const command of ['plan', 'bundle', 'lock']) {
    const { code, stderr } = await home.run([command, ...names, ...BIG_SUR]);
    expect({ command, code }).toEqual({ command, code: 2 });
    expect(stderr).toContain(message);
  }
  expect(await home.placed()).toEqual([]);
});

test('the same version asked for twice counts once', async () => {
  await using home = await cliHome(world());

  expect(versions(await plan(home, 'app=1.0', 'app@1.0', 'app=1.0_0'))).toEqual(
    versions(await plan(home, 'app=1.0')),
  );
});

test('if a version has no bottle, no bundle is made, and the message lists the versions that do', async () => {
  await using home = await cliHome(world());
  const { code, stderr } = await home.run(['bundle', 'app=1.5', ...BIG_SUR]);

  expect(code).toBe(3);
  expect(stderr).toContain('app 1.5 has no bottle for big_sur');
  expect(stderr).toContain('there are app=2.0, app=1.0.');
  expect(await home.placed()).toEqual([]);
});

test('a bundle has the version, its formula as of its commit, and a record of what was asked for', async () => {
  await using home = await cliHome(world());
  const { code } = await home.run(['bundle', 'app=1.0', ...BIG_SUR, '-o', 'out']);
  const contents = JSON.parse(await readFile(home.at('work/out/bundle.json'), 'utf8'));
  const installer = await readFile(home.at('work/out/install.sh'), 'utf8');
  const formulae = await readdir(home.at('work/out/formulae'), { recursive: true });
  const own = formulae.find((name) => name.endsWith('app.rb')) ?? '';

  expect(code).toBe(0);
  expect(await readFile(home.at('work/out/formulae', own), 'utf8')).toContain('app-1.0.tar.gz');
  expect(installer).toContain('install.sh');
  expect(JSON.stringify(contents)).toContain('app--1.0.big_sur.bottle.tar.gz');
  expect(JSON.stringify(contents)).not.toContain('app--2.0');
  const receipts = await readdir(home.at('work/out/receipts'));
  const [receipt = ''] = receipts;
  const { artifacts } = JSON.parse(await readFile(home.at('work/out/receipts', receipt), 'utf8'));
  expect(artifacts.map(({ asked }: { asked?: string }) => asked)).toEqual([
    undefined,
    undefined,
    'app=1.0',
  ]);
});

test('a lock records the version that was asked for, and only asking for another one changes it', async () => {
  await using home = await cliHome(world());
  const lock = (...argv: readonly string[]) => home.run(['lock', ...argv, ...BIG_SUR]);
  const asOf1 = ['base 1.1', 'mid 1.0', 'app 1.0 asked for 1.0'];

  expect(await lock('app=1.0')).toMatchObject({ code: 0 });
  expect(await held(home)).toEqual(asOf1);
  expect(await lock('--update', 'app')).toMatchObject({ code: 0 });
  expect(await held(home)).toEqual(asOf1);
  expect(await lock('app')).toMatchObject({ code: 0 });
  expect(await held(home)).toEqual(asOf1);

  expect(await lock('--update', 'app=2.0')).toMatchObject({ code: 0 });
  expect(await held(home)).toEqual(['base 1.1', 'mid 1.0', 'app 2.0 asked for 2.0']);
  const back = await lock('app=1.0');
  expect(back).toMatchObject({ code: 0 });
  expect(back.stderr).toContain('the lock has 2.0; replaced by 1.0, which was asked for');
  expect(await held(home)).toEqual(asOf1);
});

test('a formula is planned around the version of a dependency that a lock was asked for', async () => {
  await using home = await cliHome(world());
  const lock = (...argv: readonly string[]) => home.run(['lock', ...argv, ...BIG_SUR]);
  await lock('base=1.0');
  await lock('app');

  expect(await held(home)).toContain('base 1.0 asked for 1.0');
  await lock('--update', 'app');
  expect(await held(home)).toContain('base 1.0 asked for 1.0');
  expect((await held(home)).join()).toContain('app ');
});

test('a frozen lock gives the version that was asked for, by name with or without it, and no other', async () => {
  await using home = await cliHome(world());
  await home.run(['lock', 'app=1.0', ...BIG_SUR]);
  const bundle = (mode: string, ...names: readonly string[]) =>
    home.run(['bundle', ...names, ...BIG_SUR, mode, '-o', `out-${names.join()}${mode}`]);

  for (const names of [[], ['app'], ['app=1.0'], ['app@1.0']]) {
    const { code } = await bundle('--frozen', ...names);
    expect({ names, code }).toEqual({ names, code: 0 });
  }
  const frozen = await bundle('--frozen', 'app=2.0');
  const locked = await bundle('--locked', 'app=2.0');

  expect([frozen.code, locked.code]).toEqual([2, 4]);
  expect(frozen.stderr).toContain('has 1.0 of app for big_sur, not app=2.0');
});

test('a lock in which no version was asked for does not mention any', async () => {
  await using home = await cliHome(world());
  await home.run(['lock', 'app', ...BIG_SUR]);

  expect(await readFile(join(home.work, 'brewpull.lock.json'), 'utf8')).not.toContain('wanted');
});

test('pull takes the version in a lock, and --deps adds its dependencies', async () => {
  await using home = await cliHome(world());
  const deps = await home.run(['pull', 'app=1.0', ...BIG_SUR, '--deps', '-o', 'deps']);
  const locked = await home.run(['pull', 'app=2.0', ...BIG_SUR, '--lock', 'l.json', '-o', 'a']);
  const again = await home.run([
    'pull',
    'app',
    ...BIG_SUR,
    '--lock',
    'l.json',
    '-o',
    'b',
    '--receipt',
    'r',
  ]);

  const { artifacts } = JSON.parse(await readFile(home.at('work/r'), 'utf8'));

  expect([deps.code, locked.code, again.code]).toEqual([0, 0, 0]);
  expect(artifacts).toMatchObject([{ pkgVersion: '2.0', asked: 'app=2.0' }]);
  expect(await readdir(home.at('work/deps'))).toContain('mid--1.0.big_sur.bottle.tar.gz');
  expect(await readdir(home.at('work/deps'))).toContain('app--1.0.big_sur.bottle.tar.gz');
  expect(await readdir(home.at('work/b'))).toEqual(await readdir(home.at('work/a')));
});
