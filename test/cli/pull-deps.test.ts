import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { startClosureWorld, type ClosureWorld } from '../support/world/closure-world.ts';

const BIG_SUR = ['--target', 'big_sur'];

let world: ClosureWorld;
let home: string;
let work: string;

beforeAll(async () => {
  world = await startClosureWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'brewpull-deps-'));
  work = join(home, 'work');
  await mkdir(work);
  world.registry.requests.length = 0;
  world.registry.clearFaults();
});
afterEach(() => rm(home, { recursive: true, force: true }));

function pull(...argv: readonly string[]): Promise<CliResult> {
  const place = ['--tap-dir', world.tap.path, '--registry', world.registry.url.href];
  const cache = ['--cache-dir', join(home, 'cache')];
  return runCli(['pull', ...argv, '--deps', ...place, ...cache], { cwd: work });
}

async function bottles(folder = '.'): Promise<readonly string[]> {
  const files = await readdir(join(work, folder));
  return files.filter((name) => name.endsWith('.tar.gz')).toSorted();
}

test('--deps pulls the closure as single files with sidecars, dependencies first', async () => {
  const result = await pull('app', ...BIG_SUR, '-o', 'out');
  const names = ['base--1.1', 'mid--1.0', 'app--2.0'];

  expect(result.code).toBe(0);
  expect(result.stdout).toBe(
    names.map((name) => `${join(work, 'out', name)}.big_sur.bottle.tar.gz\n`).join(''),
  );
  expect((await readdir(join(work, 'out'))).toSorted()).toEqual(
    names
      .flatMap((name) => [`${name}.big_sur.bottle.json`, `${name}.big_sur.bottle.tar.gz`])
      .toSorted(),
  );
  const bytes = await readFile(join(work, 'out/mid--1.0.big_sur.bottle.tar.gz'));
  const published = world.published.get('mid 1.0')?.bottles.get('big_sur')?.bytes;
  expect(published !== undefined && bytes.equals(published)).toBe(true);
});

test('--deps with --json lists every bottle', async () => {
  const result = await pull('app', ...BIG_SUR, '--closure', 'newest', '--json');

  expect(JSON.parse(result.stdout)).toMatchObject({
    schemaVersion: 1,
    results: [
      { formula: 'base', pkgVersion: '1.1', status: 'pulled' },
      { formula: 'mid', pkgVersion: '1.0', status: 'pulled' },
      { formula: 'app', pkgVersion: '3.0', status: 'pulled' },
    ],
  });
  expect(result.stderr).toContain('note: mid: its last bottle was dropped on 2023-04-01');
});

test('--deps for several targets takes what each can use', async () => {
  await pull('app', ...BIG_SUR, '--target', 'arm64_ventura');

  expect(await bottles()).toEqual([
    'app--2.0.big_sur.bottle.tar.gz',
    'app--3.0.arm64_ventura.bottle.tar.gz',
    'base--1.1.arm64_ventura.bottle.tar.gz',
    'base--1.1.big_sur.bottle.tar.gz',
    'mid--1.0.big_sur.bottle.tar.gz',
    'mid--2.0.arm64_ventura.bottle.tar.gz',
  ]);
});

test('--deps --dry-run fetches nothing', async () => {
  const result = await pull('app', ...BIG_SUR, '--dry-run', '--json');

  const { results } = JSON.parse(result.stdout);
  expect(results.map(({ status }: Record<string, string>) => status)).toEqual(
    Array.from({ length: 3 }, () => 'planned'),
  );
  expect(await bottles()).toEqual([]);
  expect(world.registry.logged({ host: 'blobs' })).toEqual([]);
});

test('one bottle that cannot be had leaves the others, exit 6', async () => {
  const digest = world.published.get('mid 1.0')?.bottles.get('big_sur')?.digest ?? '';
  world.registry.fault({ host: 'blobs', path: digest }, { flipBitAt: 100 }, 20);
  const result = await pull('app', ...BIG_SUR);

  expect(result.code).toBe(6);
  expect(result.stderr).toContain('mid--1.0.big_sur.bottle.tar.gz');
  expect(await bottles()).toEqual([
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
  const result = await pull(...argv, ...BIG_SUR);

  expect(result.code).toBe(code);
  expect(result.stderr).toContain(message);
  expect(await bottles()).toEqual([]);
});
