import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { openBundle } from '../../src/bundle/file/open-bundle.ts';
import { verifyBundle } from '../../src/bundle/verify/verify-bundle.ts';
import { parseLock } from '../../src/lock/file/lock-schema.ts';
import { Machine } from '../support/brew/machine.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { startClosureWorld } from '../support/world/closure-world.ts';

const BIG_SUR = ['--target', 'big_sur'];

const world = once(startClosureWorld);

function bundle(home: CliHome, ...argv: readonly string[]): Promise<CliResult> {
  return home.run(['bundle', ...argv]);
}

async function placed(home: CliHome): Promise<readonly string[]> {
  return (await readdir(home.work)).toSorted();
}

async function itemsOf(home: CliHome, name: string): Promise<readonly string[]> {
  const reader = await openBundle(join(home.work, name));
  const items = reader.contents.targets.flatMap((target) => target.items);
  await reader.close();
  return items.map(({ formula, pkgVersion }) => `${formula} ${pkgVersion}`);
}

test('a tar is written and verifies, and its path goes to standard output', async () => {
  await using home = await cliHome(world());
  const result = await bundle(home, 'app', ...BIG_SUR, '-o', 'app.tar');

  expect(result).toMatchObject({ code: 0, stdout: `${join(home.work, 'app.tar')}\n` });
  expect(result.stderr).toContain('3 bottles');
  expect(await placed(home)).toEqual(['app.tar']);
  expect(await verifyBundle(join(home.work, 'app.tar'))).toEqual([]);
  expect(await itemsOf(home, 'app.tar')).toEqual(['base 1.1', 'mid 1.0', 'app 2.0']);
});

test('a folder has what a person and brew need', async () => {
  await using home = await cliHome(world());
  const result = await bundle(home, 'app', ...BIG_SUR, '-o', 'for mac', '--json');

  expect(JSON.parse(result.stdout)).toMatchObject({
    schemaVersion: 2,
    status: 'written',
    paths: [join(home.work, 'for mac')],
  });
  expect(await verifyBundle(join(home.work, 'for mac'))).toEqual([]);
  const files = await readdir(join(home.work, 'for mac'));
  expect(files.toSorted()).toEqual([
    'README.txt',
    'SHA256SUMS',
    'bottles',
    'brewpull.lock.json',
    'bundle.json',
    'formulae',
    'install.sh',
    'installer',
    'receipts',
    'registry',
  ]);
  expect((await readdir(join(home.work, 'for mac/bottles'))).toSorted()).toEqual([
    'app--2.0.big_sur.bottle.json',
    'app--2.0.big_sur.bottle.tar.gz',
    'base--1.1.big_sur.bottle.json',
    'base--1.1.big_sur.bottle.tar.gz',
    'mid--1.0.big_sur.bottle.json',
    'mid--1.0.big_sur.bottle.tar.gz',
  ]);
  const lock = parseLock(await readFile(join(home.work, 'for mac/brewpull.lock.json')), 'the lock');
  expect(lock.targets).toMatchObject([
    {
      bottleTag: 'big_sur',
      commit: world().tap.oid('app 2.0'),
      bottles: [
        { formula: 'base', pkgVersion: '1.1', isRequested: false },
        { formula: 'mid', dependencies: ['base'] },
        { formula: 'app', isRequested: true, dependencies: ['base', 'mid'] },
      ],
    },
  ]);
});

test('two runs with separate caches give the same bytes, and a folder and a tar the same sums', async () => {
  await using home = await cliHome(world());
  const names = ['app', 'wrapper', ...BIG_SUR];
  const first = await bundle(home, ...names, '-o', 'one.tar', '--json');
  await rm(home.cache, { recursive: true });
  const second = await bundle(home, ...names, '-o', 'two.tar', '--json');
  const folder = await bundle(home, ...names, '-o', 'three', '--json');

  expect(
    (await readFile(join(home.work, 'one.tar'))).equals(await readFile(join(home.work, 'two.tar'))),
  ).toBe(true);
  const [one, two, three] = [first, second, folder].map(({ stdout }) => JSON.parse(stdout));
  expect(two.sha256).toBe(one.sha256);
  expect(three.sumsSha256).toBe(one.sumsSha256);
});

test('the same bundle is left alone, and another one is not replaced without --force', async () => {
  await using home = await cliHome(world());
  await bundle(home, 'app', ...BIG_SUR, '-o', 'b.tar');
  const again = await bundle(home, 'app', ...BIG_SUR, '-o', 'b.tar', '--json');
  const other = await bundle(home, 'mid', ...BIG_SUR, '-o', 'b.tar');
  const kept = await itemsOf(home, 'b.tar');
  const forced = await bundle(home, 'mid', ...BIG_SUR, '-o', 'b.tar', '--force');

  expect(JSON.parse(again.stdout)).toMatchObject({ status: 'unchanged' });
  expect(other.code).toBe(1);
  expect(kept).toContain('app 2.0');
  expect(forced.code).toBe(0);
  expect(await itemsOf(home, 'b.tar')).toEqual(['base 1.1', 'mid 1.0']);
});

test('one bundle has several targets, each with its own versions', async () => {
  await using home = await cliHome(world());
  await bundle(home, 'app', ...BIG_SUR, '--target', 'arm64_ventura', '-o', 'both.tar');

  expect(await verifyBundle(join(home.work, 'both.tar'))).toEqual([]);
  expect((await itemsOf(home, 'both.tar')).toSorted()).toEqual(
    ['app 2.0', 'app 3.0', 'base 1.1', 'base 1.1', 'mid 1.0', 'mid 2.0'].toSorted(),
  );
});

test('--inspect lists what is inside, as a table and as JSON', async () => {
  await using home = await cliHome(world());
  await bundle(home, 'app', ...BIG_SUR, '-o', 'b.tar');
  const run = (...argv: string[]): Promise<CliResult> => runCli(argv, { cwd: home.work });
  const text = await run('bundle', '--inspect', 'b.tar');
  const json = await run('bundle', '--inspect', 'b.tar', '--json');
  const missing = await run('bundle', '--inspect', 'nothing.tar');

  expect(text.stdout).toMatch(/^ {2}base +1\.1 +big_sur/m);
  expect(text.stdout).toMatch(/^app +2\.0 +big_sur/m);
  expect(JSON.parse(json.stdout)).toMatchObject({
    schemaVersion: 2,
    hasLock: true,
    targets: [{ target: { bottleTag: 'big_sur' } }],
  });
  expect(missing.code).toBe(2);
  expect(missing.stderr).toContain('nothing.tar');
});

test('--dry-run fetches no bottle and writes nothing', async () => {
  await using home = await cliHome(world());
  const result = await bundle(home, 'app', ...BIG_SUR, '--dry-run');

  expect(result.stdout).toContain('app 2.0');
  expect(await placed(home)).toEqual([]);
  expect(world().registry.logged({ host: 'blobs' })).toEqual([]);
});

test.each([
  ['app', 0],
  ['wrapper', 0],
  ['relic', 0],
  ['ring', 0],
  ['hopeful', 6],
])('the bundle of %s is installed by its own install.sh', async (name, code) => {
  await using home = await cliHome(world());
  await using mac = await Machine.create();
  const result = await bundle(home, name, ...BIG_SUR, '-o', 'b.tar');
  expect(result.code).toBe(code);
  expect(await verifyBundle(join(home.work, 'b.tar'))).toEqual([]);
  await mac.run(['tar', '-xf', join(home.work, 'b.tar')]);
  const installed = await mac.run(['bash', join(mac.folder, 'brewpull-bundle/install.sh')]);

  expect(installed).toMatchObject({ code: 0, stderr: '' });
  expect(await readdir(join(mac.prefix, 'opt'))).toContain(name);
});

test('what only a build record names is reported, and the bundle is made', async () => {
  await using home = await cliHome(world());
  const result = await bundle(home, 'secretive', ...BIG_SUR, '-o', 'b.tar', '--json');
  const message =
    'its build record says that it needs hidden 2.0, which its formula does not: hidden is not included';

  expect(result.code).toBe(0);
  expect(result.stderr).toContain(`note: secretive: ${message}`);
  const { plans } = JSON.parse(result.stdout);
  const facts = { dependency: 'hidden', builtAgainst: '2.0' };
  expect(plans[0].exceptions).toEqual([
    { formula: 'secretive', code: 'record-only', facts, message },
  ]);
});

test('--for takes the target from a Mac and leaves out what it has', async () => {
  await using home = await cliHome(world());
  const probe = {
    schemaVersion: 1,
    system: 'macos',
    systemVersion: '11.7.10',
    arch: 'x86_64',
    cpuFamily: '',
    prefix: '/usr/local',
    cellar: '/usr/local/Cellar',
    brewVersion: '4.1.13',
    kegs: [
      { name: 'base', version: '1.2', isLinked: true },
      { name: 'mid', version: '0.9', isLinked: true },
    ],
  };
  await writeFile(join(home.work, 'mac.json'), JSON.stringify(probe));
  const result = await bundle(home, 'app', '--for', 'mac.json', '-o', 'b.tar');

  expect(result.code).toBe(0);
  expect(result.stderr).toContain('base: left out, because the Mac has 1.2');
  expect(await itemsOf(home, 'b.tar')).toEqual(['mid 1.0', 'app 2.0']);
  expect(await verifyBundle(join(home.work, 'b.tar'))).toEqual([]);
});

test('--for says why the brew of that Mac does not start, and suggests --with-brew', async () => {
  await using home = await cliHome(world());
  const system = { system: 'macos', systemVersion: '11.7', arch: 'x86_64', cpuFamily: '' };
  const place = { prefix: '/usr/local', cellar: '/usr/local/Cellar', brewVersion: '6.0.18' };
  const ruby = { ruby: 'none', rubyVersion: '', rubyWanted: '4.0.6', rubyTag: 'catalina' };
  const brew = {
    starts: 'no',
    reason: 'Portable Ruby 4.0.6 is not there',
    arch: 'x86_64',
    ...ruby,
  };
  const probe = { schemaVersion: 1, ...system, ...place, brew, kegs: [] };
  await writeFile(join(home.work, 'mac.json'), JSON.stringify(probe));
  const result = await bundle(home, 'base', '--for', 'mac.json', '-o', 'b.tar');

  expect(result.code).toBe(0);
  expect(result.stderr).toContain(
    'note: the Homebrew on that machine does not start: Portable Ruby 4.0.6 is not there; --with-brew puts',
  );
  const another = ['--for', 'mac.json', '--with-brew', '--dry-run'];
  const brought = await bundle(home, 'base', ...another);
  expect(brought.code).toBe(0);
  expect(brought.stderr).not.toContain('does not start');
});

test('with probe, --for and install.sh a Mac gets only what it lacks', async () => {
  await using home = await cliHome(world());
  await using mac = await Machine.create();
  const script = await runCli(['probe'], { cwd: home.work });
  await writeFile(join(mac.folder, 'probe.sh'), script.stdout);
  const install = async (tar: string): Promise<string> => {
    await mac.run(['rm', '-rf', 'brewpull-bundle']);
    await mac.run(['tar', '-xf', join(home.work, tar)]);
    const ended = await mac.run(['bash', join(mac.folder, 'brewpull-bundle/install.sh')]);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    return ended.stdout;
  };
  await bundle(home, 'mid', ...BIG_SUR, '-o', 'first.tar');
  await install('first.tar');

  const probed = await mac.run(['sh', join(mac.folder, 'probe.sh')]);
  await writeFile(join(home.work, 'mac.json'), probed.stdout);
  const result = await bundle(home, 'app', '--for', 'mac.json', '-o', 'second.tar');

  expect(result.code).toBe(0);
  expect(await itemsOf(home, 'second.tar')).toEqual(['app 2.0']);
  expect(await install('second.tar')).toContain('Of 1: 1 installed');
});

test('a Mac that has everything needs no bundle', async () => {
  await using home = await cliHome(world());
  const kegs = [{ name: 'base', version: '1.1', isLinked: true }];
  const system = { system: 'macos', systemVersion: '11.7', arch: 'x86_64', cpuFamily: '' };
  const brew = { prefix: '', cellar: '', brewVersion: '', kegs };
  await writeFile(
    join(home.work, 'mac.json'),
    JSON.stringify({ schemaVersion: 1, ...system, ...brew }),
  );
  const result = await bundle(home, 'base', '--for', 'mac.json', '-o', 'b.tar');

  expect(result).toMatchObject({ code: 0, stdout: '' });
  expect(result.stderr).toContain('already has everything');
  expect(await placed(home)).toEqual(['mac.json']);
});
