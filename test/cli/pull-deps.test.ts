import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { type CliResult } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { startClosureWorld } from '../support/world/closure-world.ts';

const BIG_SUR = ['--target', 'big_sur'];

const world = once(startClosureWorld);

function pull(home: CliHome, ...argv: readonly string[]): Promise<CliResult> {
  return home.run(['pull', ...argv, '--deps']);
}

async function bottles(home: CliHome, folder = '.'): Promise<readonly string[]> {
  const files = await readdir(join(home.work, folder));
  return files.filter((name) => name.endsWith('.tar.gz')).toSorted();
}

test('--deps pulls the closure as single files with sidecars, dependencies first', async () => {
  await using home = await cliHome(world());
  const result = await pull(home, 'app', ...BIG_SUR, '-o', 'out');
  const names = ['base--1.1', 'mid--1.0', 'app--2.0'];

  expect(result.code).toBe(0);
  expect(result.stdout).toBe(
    names.map((name) => `${join(home.work, 'out', name)}.big_sur.bottle.tar.gz\n`).join(''),
  );
  expect((await readdir(join(home.work, 'out'))).toSorted()).toEqual(
    names
      .flatMap((name) => [`${name}.big_sur.bottle.json`, `${name}.big_sur.bottle.tar.gz`])
      .toSorted(),
  );
  const bytes = await readFile(join(home.work, 'out/mid--1.0.big_sur.bottle.tar.gz'));
  const published = world().published.get('mid 1.0')?.bottles.get('big_sur')?.bytes;
  expect(published !== undefined && bytes.equals(published)).toBe(true);
});

test('--deps with --json lists every bottle', async () => {
  await using home = await cliHome(world());
  const result = await pull(home, 'app', ...BIG_SUR, '--closure', 'newest', '--json');

  expect(JSON.parse(result.stdout)).toMatchObject({
    schemaVersion: 2,
    results: [
      { formula: 'base', pkgVersion: '1.1', status: 'pulled' },
      { formula: 'mid', pkgVersion: '1.0', status: 'pulled' },
      { formula: 'app', pkgVersion: '3.0', status: 'pulled' },
    ],
  });
  expect(result.stderr).toContain('note: mid: its last bottle was dropped on 2023-04-01');
});

test('--deps for several targets takes what each can use', async () => {
  await using home = await cliHome(world());
  await pull(home, 'app', ...BIG_SUR, '--target', 'arm64_ventura');

  expect(await bottles(home)).toEqual([
    'app--2.0.big_sur.bottle.tar.gz',
    'app--3.0.arm64_ventura.bottle.tar.gz',
    'base--1.1.arm64_ventura.bottle.tar.gz',
    'base--1.1.big_sur.bottle.tar.gz',
    'mid--1.0.big_sur.bottle.tar.gz',
    'mid--2.0.arm64_ventura.bottle.tar.gz',
  ]);
});

test('--deps --dry-run fetches nothing', async () => {
  await using home = await cliHome(world());
  const result = await pull(home, 'app', ...BIG_SUR, '--dry-run', '--json');

  const { results } = JSON.parse(result.stdout);
  expect(results.map(({ status }: Record<string, string>) => status)).toEqual(
    Array.from({ length: 3 }, () => 'planned'),
  );
  expect(await bottles(home)).toEqual([]);
  expect(world().registry.logged({ host: 'blobs' })).toEqual([]);
});

test('one bottle that cannot be fetched does not stop the others: exit 6', async () => {
  await using home = await cliHome(world());
  const digest = world().published.get('mid 1.0')?.bottles.get('big_sur')?.digest ?? '';
  world().registry.fault({ host: 'blobs', path: digest }, { flipBitAt: 100 }, 20);
  const result = await pull(home, 'app', ...BIG_SUR);

  expect(result.code).toBe(6);
  expect(result.stderr).toContain('mid--1.0.big_sur.bottle.tar.gz');
  expect(await bottles(home)).toEqual([
    'app--2.0.big_sur.bottle.tar.gz',
    'base--1.1.big_sur.bottle.tar.gz',
  ]);
});

test.each([
  [
    'a closure to one file',
    ['app', '-o', 'one.tar.gz'],
    2,
    'takes one bottle, and 3 are asked for',
  ],
  ['an unknown formula', ['nosuch'], 1, 'no formula named nosuch'],
])('%s: exit code and message', async (_name, argv, code, message) => {
  await using home = await cliHome(world());
  const result = await pull(home, ...argv, ...BIG_SUR);

  expect(result.code).toBe(code);
  expect(result.stderr).toContain(message);
  expect(await bottles(home)).toEqual([]);
});
