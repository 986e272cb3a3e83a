import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { startVimWorld, type VimWorld } from '../support/world/vim-world.ts';

const DAY_MS = 86_400_000;

let world: VimWorld;
let home: string;
let cache: string;

beforeAll(async () => {
  world = await startVimWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'brewpull-cache-'));
  cache = join(home, 'cache');
});
afterEach(() => rm(home, { recursive: true, force: true }));

function run(argv: readonly string[]): Promise<CliResult> {
  return runCli([...argv, '--cache-dir', cache], { cwd: home, now: () => new Date() });
}

async function pull(target: string, more: readonly string[] = []): Promise<CliResult> {
  const place = ['--tap-dir', world.tap.path, '--registry', world.registry.url.href];
  return run(['vim', '--target', target, ...place, ...more]);
}

async function filesIn(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return found
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

async function parts(): Promise<Record<string, number>> {
  const listed = JSON.parse((await run(['cache', '--json'])).stdout);
  return Object.fromEntries(
    listed.parts.map((part: { name: string; files: number }) => [part.name, part.files]),
  );
}

test('a cache that is not there is empty, and is not made', async () => {
  const result = await run(['cache']);

  expect(result.code).toBe(0);
  expect(result.stdout.split('\n')[0]).toBe(cache);
  expect(await parts()).toEqual({ blobs: 0, partial: 0, references: 0, taps: 0, atlas: 0 });
  expect(await readdir(home)).toEqual([]);
});

test('it tells what a pull left: the bottle with its documents, and how large they are', async () => {
  await pull('big_sur');
  const bottle = world.published.get('9.0.1900')?.bottles.get('big_sur');
  const listed = JSON.parse((await run(['cache', '--json'])).stdout);
  const blobs = listed.parts.find((part: { name: string }) => part.name === 'blobs');

  expect(listed).toMatchObject({ schemaVersion: 1, directory: cache });
  expect(blobs.files).toBe((await filesIn(join(cache, 'blobs'))).length);
  expect(blobs.sizeBytes).toBeGreaterThan(bottle?.sizeBytes ?? 0);
  expect((await run(['cache'])).stdout).toMatch(/blobs +\d+ files/);
});

test('clean removes downloads, and the next pull fetches again', async () => {
  await pull('big_sur');
  const before = await parts();
  const result = await run(['cache', 'clean', '--json']);

  expect(JSON.parse(result.stdout)).toMatchObject({
    schemaVersion: 1,
    directory: cache,
    files: (before['blobs'] ?? 0) + (before['references'] ?? 0),
  });
  expect(await parts()).toMatchObject({ blobs: 0, partial: 0, references: 0 });
  const again = await pull('big_sur', ['--json', '-o', 'again']);
  expect(JSON.parse(again.stdout).results).toMatchObject([{ status: 'pulled' }]);
});

test('clean leaves histories alone', async () => {
  await pull('big_sur');
  const { atlas = 0, taps = 0 } = await parts();
  await run(['cache', 'clean']);

  expect(await parts()).toMatchObject({ atlas, taps });
});

test('--older-than goes by the last use, not by the download', async () => {
  await pull('big_sur');
  await pull('arm64_ventura');
  const old = new Date(Date.now() - 40 * DAY_MS);
  for (const file of await filesIn(cache)) await utimes(file, old, old);
  const used = await pull('big_sur', ['-o', 'used', '--json']);
  expect(JSON.parse(used.stdout).results).toMatchObject([{ status: 'cached' }]);

  expect((await run(['cache', 'clean', '--older-than', '41', '--json'])).stdout).toContain(
    '"files": 0',
  );
  expect((await run(['cache', 'clean', '--older-than', '30'])).stderr).toMatch(/removed \d+ files/);
  const kept = await pull('big_sur', ['-o', 'kept', '--json']);
  expect(JSON.parse(kept.stdout).results).toMatchObject([{ status: 'cached' }]);
  const gone = await pull('arm64_ventura', ['-o', 'gone', '--json']);
  expect(JSON.parse(gone.stdout).results).toMatchObject([{ status: 'pulled' }]);
});

test.each([
  [['cache', 'empty'], 'cache cannot empty'],
  [['cache', 'clean', 'all'], 'cache cannot clean all'],
  [['cache', 'clean', '--older-than', 'soon'], 'must be a number'],
  [['cache', 'clean', '--older-than', '-1'], '--older-than'],
])('%j is refused, and removes nothing', async (argv, reason) => {
  await pull('big_sur');
  const before = await parts();
  const result = await run(argv);

  expect(result.code).toBe(2);
  expect(result.stderr).toContain(reason);
  expect(await parts()).toEqual(before);
});
