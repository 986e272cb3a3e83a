import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { openBundle } from '../../src/bundle/file/open-bundle.ts';
import { verifyBundle } from '../../src/bundle/verify/verify-bundle.ts';
import { hexOfBytes } from '../../src/core/digest.ts';
import { Machine } from '../support/brew/machine.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { startServing } from '../support/cli/serving.ts';
import { startClosureWorld } from '../support/world/closure-world.ts';

const BIG_SUR = ['--target', 'big_sur'];
/** When `app` 1.0 and `base` 1.0 were the newest. */
const EARLY = ['--before', '2023-02-20'];

const world = once(startClosureWorld);

/** `old` is a bundle of the first app; `argv` makes the next one. */
async function update(home: CliHome, ...argv: readonly string[]): Promise<CliResult> {
  const first = await home.run(['bundle', 'app', ...BIG_SUR, ...EARLY, '-o', 'old']);
  expect(first).toMatchObject({ code: 0 });
  return home.run(['bundle', ...argv, '--update', 'old']);
}

async function contentsOf(home: CliHome, name: string) {
  const reader = await openBundle(home.at('work', name));
  await reader.close();
  return reader.contents;
}

async function kegsOf(mac: Machine): Promise<readonly string[]> {
  const cellar = join(mac.prefix, 'Cellar');
  const names = await readdir(cellar).catch(() => []);
  const kegs = names.map(async (name) =>
    (await readdir(join(cellar, name))).map((version) => `${name} ${version}`),
  );
  return (await Promise.all(kegs)).flat();
}

function plain(home: CliHome, ...argv: readonly string[]): Promise<CliResult> {
  return runCli(argv, { cwd: home.work });
}

test('an update holds only what the other bundle lacks, and says what it left out', async () => {
  await using home = await cliHome(world());
  const made = await update(home, 'app', 'wrapper', ...BIG_SUR, '-o', 'new.tar', '--json');
  const sums = hexOfBytes(await readFile(home.at('work/old/SHA256SUMS')));

  expect(made.code).toBe(0);
  expect(await verifyBundle(home.at('work/new.tar'))).toEqual([]);
  const contents = await contentsOf(home, 'new.tar');
  const [target] = contents.targets;
  expect(contents.update).toEqual({ of: sums });
  const names = target?.items.map(({ formula, pkgVersion }) => `${formula} ${pkgVersion}`);
  expect(names).toEqual(
    expect.arrayContaining(['base 1.1', 'app 2.0', 'oldlib 1.0', 'wrapper 1.0']),
  );
  expect(names).toHaveLength(4);
  expect(target?.leftOut).toMatchObject([
    { formula: 'mid', pkgVersion: '1.0', isRequested: false, neededBy: ['app'] },
  ]);
  expect(target?.missing).toBeUndefined();
  expect(JSON.parse(made.stdout)).toMatchObject({
    status: 'written',
    update: {
      sumsSha256: sums,
      leftOut: [{ target: { bottleTag: 'big_sur' }, bottles: [{ formula: 'mid' }] }],
    },
  });
});

test('if nothing is new, no bundle is made: exit 0', async () => {
  await using home = await cliHome(world());
  const same = await update(home, 'app', ...BIG_SUR, ...EARLY, '-o', 'new.tar');

  expect(same).toMatchObject({ code: 0, stdout: '' });
  expect(same.stderr).toContain('already has everything: no bundle is needed, and none was made');
  expect(await readdir(home.work)).toEqual(['old']);
});

test('nothing is left out because the other bundle has it for another target', async () => {
  await using home = await cliHome(world());
  await update(home, 'app', '--target', 'arm64_ventura', '-o', 'new.tar');
  const { targets } = await contentsOf(home, 'new.tar');

  expect(targets.map(({ items, leftOut }) => [items.length, leftOut])).toEqual([[3, undefined]]);
});

test('a damaged bundle cannot be updated: exit 4, nothing is made', async () => {
  await using home = await cliHome(world());
  await home.run(['bundle', 'app', ...BIG_SUR, ...EARLY, '-o', 'old']);
  await writeFile(home.at('work/old/bottles/app--1.0.big_sur.bottle.tar.gz'), 'damaged');
  const made = await home.run(['bundle', 'app', ...BIG_SUR, '--update', 'old', '-o', 'new.tar']);

  expect(made.code).toBe(4);
  expect(made.stderr).toContain('old is not sound');
  expect(await readdir(home.work)).toEqual(['old']);
});

test('an update cannot replace the bundle that it needs', async () => {
  await using home = await cliHome(world());
  const made = await update(home, 'app', ...BIG_SUR, '-o', 'old', '--force');

  expect(made.code).toBe(2);
  expect((await contentsOf(home, 'old')).update).toBeUndefined();
});

test('an update of an update leaves out what either has, and both are needed to verify it', async () => {
  await using home = await cliHome(world());
  await update(home, 'app', ...BIG_SUR, '-o', 'middle.tar');
  const all = ['app', 'wrapper', ...BIG_SUR];
  await home.run(['bundle', ...all, '--update', 'middle.tar', '-o', 'new.tar']);
  const { targets } = await contentsOf(home, 'new.tar');
  const one = await plain(home, 'verify', 'new.tar', '--with', 'middle.tar');
  const both = await plain(home, 'verify', 'new.tar', '--with', 'middle.tar', '--with', 'old');

  expect(targets[0]?.items.map(({ formula }) => formula)).toEqual(['oldlib', 'wrapper']);
  expect(targets[0]?.leftOut?.map(({ formula }) => formula)).toEqual(['base', 'mid', 'app']);
  expect(one.code).toBe(4);
  expect(one.stdout).toMatch(/mid 1\.0 for big_sur is left out, and .*middle\.tar leaves it out/);
  expect(both).toMatchObject({ code: 0 });
});

test('verify says that a bundle is an update, and with the other bundle that both are whole', async () => {
  await using home = await cliHome(world());
  await update(home, 'app', ...BIG_SUR, '-o', 'new.tar');
  await home.run(['bundle', 'wrapper', ...BIG_SUR, '-o', 'other.tar']);
  const of = hexOfBytes(await readFile(home.at('work/old/SHA256SUMS')));
  const alone = await plain(home, 'verify', 'new.tar');
  const together = await plain(home, 'verify', 'new.tar', '--with', 'old', '--json');
  const wrong = await plain(home, 'verify', 'new.tar', '--with', 'other.tar');
  const none = await plain(home, 'verify', 'other.tar', '--with', 'old');

  expect(alone).toMatchObject({ code: 0 });
  expect(alone.stdout).toContain(`an update of the bundle whose SHA256SUMS has the sha256 ${of}`);
  expect(alone.stdout).toContain('not checked: the 1 bottle that it leaves out');
  expect(JSON.parse(together.stdout).results).toMatchObject([
    { status: 'ok', update: { of, leftOut: 1, isVeryOne: true } },
  ]);
  expect(wrong.code).toBe(4);
  expect(wrong.stdout).toContain('mid 1.0 for big_sur is left out, and it is not in');
  expect(none.code).toBe(2);
});

test('a damaged bundle is found even if only an update is verified with it', async () => {
  await using home = await cliHome(world());
  await update(home, 'app', ...BIG_SUR, '-o', 'new.tar');
  await writeFile(home.at('work/old/bottles/mid--1.0.big_sur.bottle.tar.gz'), 'damaged');
  const found = await plain(home, 'verify', 'new.tar', '--with', 'old');

  expect(found.code).toBe(4);
  expect(found.stdout).toContain(
    'bottles/mid--1.0.big_sur.bottle.tar.gz was changed: SHA256SUMS says ',
  );
});

test('--inspect says that a bundle is an update, and of which one', async () => {
  await using home = await cliHome(world());
  await update(home, 'app', ...BIG_SUR, '-o', 'new.tar');
  const of = hexOfBytes(await readFile(home.at('work/old/SHA256SUMS')));
  const { stdout } = await plain(home, 'bundle', '--inspect', 'new.tar');

  expect(stdout).toContain(`an update of the bundle whose SHA256SUMS has the sha256 ${of}`);
  expect(stdout).toContain('left out, because the bundle that it updates has it: mid 1.0');
});

test('serve and push work with what an update has', async () => {
  await using home = await cliHome(world());
  await using registry = await startRegistry({ access: 'open' });
  await update(home, 'app', ...BIG_SUR, '-o', 'new.tar');
  const pushed = await plain(home, 'push', 'new.tar', registry.url.href, '--json');
  await using serving = await startServing(['new.tar', '--json'], home.work);
  const served = JSON.parse((await serving.stop()).stdout);

  const results: readonly object[] = JSON.parse(pushed.stdout).results;
  expect(
    results.map((each) => Object.entries(each).find(([key]) => key === 'status')?.[1]),
  ).toEqual(['pushed', 'pushed']);
  expect(served.bottles).toBe(2);
});

test('with --lock the lock has the whole closure, and the bundle only its own part', async () => {
  await using home = await cliHome(world());
  await update(home, 'app', ...BIG_SUR, '-o', 'new', '--lock', 'app.lock.json');
  const lockIn = async (file: string): Promise<readonly string[]> => {
    const { targets } = JSON.parse(await readFile(home.at('work', file), 'utf8'));
    return targets[0].bottles.map(({ formula }: { readonly formula: string }) => formula);
  };

  expect(await lockIn('app.lock.json')).toEqual(['base', 'mid', 'app']);
  expect(await lockIn('new/brewpull.lock.json')).toEqual(['base', 'app']);
});

test('the installer refuses a Mac without the other bundle, and installs on top of it', async () => {
  await using home = await cliHome(world());
  await using mac = await Machine.create({ macos: '11.7.10' });
  await update(home, 'app', ...BIG_SUR, '-o', 'new');
  const install = (name: string, ...argv: readonly string[]) =>
    mac.run(['bash', home.at('work', name, 'install.sh'), ...argv]);
  const early = await install('new');
  const before = await kegsOf(mac);
  await install('old');
  const checked = await install('new', '--check');
  const done = await install('new');

  expect(early.code).toBe(3);
  expect(early.stderr).toContain(
    'this is an update, and what it builds on is not installed: mid 1.0',
  );
  expect(early.stderr).toContain(`install that first: bash ${home.at('work/old/install.sh')}`);
  expect(before).toEqual([]);
  expect(checked.code).toBe(0);
  expect(done).toMatchObject({ code: 0 });
  expect(await kegsOf(mac)).toEqual(expect.arrayContaining(['app 2.0', 'base 1.1', 'mid 1.0']));
});
