import { existsSync } from 'node:fs';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { type CliResult } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const DAY_MS = 86_400_000;

const world = once(startVimWorld);

function run(home: CliHome, argv: readonly string[]): Promise<CliResult> {
  return home.run(argv, { now: () => new Date() });
}

async function pull(
  home: CliHome,
  target: string,
  more: readonly string[] = [],
): Promise<CliResult> {
  const place = ['--tap-dir', world().tap.path, '--registry', world().registry.url.href];
  return run(home, ['vim', '--target', target, ...place, ...more]);
}

async function filesIn(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return found
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

async function parts(home: CliHome): Promise<Record<string, number>> {
  const listed = JSON.parse((await run(home, ['cache', '--json'])).stdout);
  return Object.fromEntries(
    listed.parts.map((part: { name: string; files: number }) => [part.name, part.files]),
  );
}

test('a cache that does not exist is shown as empty and not made', async () => {
  await using home = await cliHome();
  const result = await run(home, ['cache']);

  expect(result.code).toBe(0);
  expect(result.stdout.split('\n')[0]).toBe(home.cache);
  const histories = { taps: 0, atlas: 0, answers: 0 };
  expect(await parts(home)).toEqual({
    blobs: 0,
    partial: 0,
    references: 0,
    uploads: 0,
    advisories: 0,
    ...histories,
  });
  expect(existsSync(home.cache)).toBe(false);
  expect(await readdir(home.work)).toEqual([]);
});

test('cache lists what a pull left: the bottle and its documents, and how large they are', async () => {
  await using home = await cliHome();
  await pull(home, 'big_sur');
  const bottle = world().published.get('9.0.1900')?.bottles.get('big_sur');
  const listed = JSON.parse((await run(home, ['cache', '--json'])).stdout);
  const blobs = listed.parts.find((part: { name: string }) => part.name === 'blobs');

  expect(listed).toMatchObject({ schemaVersion: 1, directory: home.cache });
  expect(blobs.files).toBe((await filesIn(join(home.cache, 'blobs'))).length);
  expect(blobs.sizeBytes).toBeGreaterThan(bottle?.sizeBytes ?? 0);
  expect((await run(home, ['cache'])).stdout).toMatch(/blobs +\d+ files/);
});

test('clean removes downloads, and the next pull fetches again', async () => {
  await using home = await cliHome();
  await pull(home, 'big_sur');
  const before = await parts(home);
  const result = await run(home, ['cache', 'clean', '--json']);

  expect(JSON.parse(result.stdout)).toMatchObject({
    schemaVersion: 1,
    directory: home.cache,
    files: (before['blobs'] ?? 0) + (before['references'] ?? 0),
  });
  expect(await parts(home)).toMatchObject({ blobs: 0, partial: 0, references: 0 });
  const again = await pull(home, 'big_sur', ['--json', '-o', 'again']);
  expect(JSON.parse(again.stdout).results).toMatchObject([{ status: 'pulled' }]);
});

test('clean --dry-run says what clean would remove, and removes nothing', async () => {
  await using home = await cliHome();
  await pull(home, 'big_sur');
  const before = (await filesIn(home.cache)).toSorted();
  const foreign = join(home.cache, 'blobs', 'holiday.jpg');
  await writeFile(foreign, 'mine');

  const said = await run(home, ['cache', 'clean', '--dry-run']);
  const would = JSON.parse((await run(home, ['cache', 'clean', '--dry-run', '--json'])).stdout);
  expect(said.code).toBe(0);
  expect(said.stderr).toMatch(/^would remove \d+ files, [\d.]+ kB; nothing was removed\n/);
  expect(said.stderr).toContain(`warning: ${foreign} is not brewpull's and would stay`);
  expect((await filesIn(home.cache)).toSorted()).toEqual([...before, foreign].toSorted());

  const cleaned = JSON.parse((await run(home, ['cache', 'clean', '--json'])).stdout);
  expect(would).toEqual({ ...cleaned, dryRun: true });
  expect(cleaned).toMatchObject({ dryRun: false, foreign: [foreign] });
  expect(cleaned.files).toBeGreaterThan(2);
});

test('clean --dry-run respects --older-than too', async () => {
  await using home = await cliHome();
  await pull(home, 'big_sur');

  const { stderr } = await run(home, ['cache', 'clean', '--dry-run', '--older-than', '30']);
  expect(stderr).toBe('would remove 0 files, 0 B; nothing was removed\n');
});

test('clean leaves histories alone', async () => {
  await using home = await cliHome();
  await pull(home, 'big_sur');
  const { atlas = 0, taps = 0 } = await parts(home);
  await run(home, ['cache', 'clean']);

  expect(await parts(home)).toMatchObject({ atlas, taps });
});

test('--older-than counts from the last use, not from the download', async () => {
  await using home = await cliHome();
  await pull(home, 'big_sur');
  await pull(home, 'arm64_ventura');
  const old = new Date(Date.now() - 40 * DAY_MS);
  for (const file of await filesIn(home.cache)) await utimes(file, old, old);
  const used = await pull(home, 'big_sur', ['-o', 'used', '--json']);
  expect(JSON.parse(used.stdout).results).toMatchObject([{ status: 'cached' }]);

  expect((await run(home, ['cache', 'clean', '--older-than', '41', '--json'])).stdout).toContain(
    '"files": 0',
  );
  expect((await run(home, ['cache', 'clean', '--older-than', '30'])).stderr).toMatch(
    /removed \d+ files/,
  );
  const kept = await pull(home, 'big_sur', ['-o', 'kept', '--json']);
  expect(JSON.parse(kept.stdout).results).toMatchObject([{ status: 'cached' }]);
  const gone = await pull(home, 'arm64_ventura', ['-o', 'gone', '--json']);
  expect(JSON.parse(gone.stdout).results).toMatchObject([{ status: 'pulled' }]);
});

test.each([
  [['cache', 'empty'], 'cache cannot empty'],
  [['cache', 'clean', 'all'], 'so all is one word too many'],
  [['cache', 'clean', '--older-than', 'soon'], 'must be a number'],
  [['cache', 'clean', '--older-than', '-1'], '--older-than'],
])('%j is refused, and removes nothing', async (argv, reason) => {
  await using home = await cliHome();
  await pull(home, 'big_sur');
  const before = await parts(home);
  const result = await run(home, argv);

  expect(result.code).toBe(2);
  expect(result.stderr).toContain(reason);
  expect(await parts(home)).toEqual(before);
});
