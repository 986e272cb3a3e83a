import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { type CliResult } from '../support/cli/run-cli.ts';
import { startVimWorld } from '../support/world/vim-world.ts';
import { execFileSync } from '../support/limits/processes.ts';

const HEX = 'ab'.repeat(32);

function run(home: CliHome, ...argv: readonly string[]): Promise<CliResult> {
  return home.run(argv, { now: () => new Date() });
}

async function put(home: CliHome, name: string, ageDays = 1.5): Promise<string> {
  const path = home.at(name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'x');
  const then = new Date(Date.now() - ageDays * 86_400_000);
  await utimes(path, then, then);
  return path;
}

test.each(['blobs', 'partial', 'references'])(
  'clean does not follow a link in place of %s, and names it',
  async (part) => {
    await using home = await cliHome();
    const own =
      part === 'partial' ? `${HEX}.part` : part === 'blobs' ? `sha256/ab/${HEX}` : `ab/${HEX}`;
    const photo = await put(home, `photos/${own}`);
    await mkdir(home.cache);
    await symlink(home.at('photos'), join(home.cache, part));

    const shown = await run(home, 'cache');
    const result = await run(home, 'cache', 'clean');

    expect(shown.stdout).toMatch(new RegExp(`${part} +0 files`));
    expect(result.code).toBe(0);
    expect(result.stderr).toContain(`${join(home.cache, part)} is not brewpull's and was left`);
    expect(existsSync(photo)).toBe(true);
  },
);

test('clean removes what the cache makes, and leaves and names everything else', async () => {
  await using home = await cliHome();
  const own = [
    `cache/blobs/sha256/ab/${HEX}`,
    `cache/blobs/sha256/ab/.${HEX}.01234567.part`,
    `cache/partial/${HEX}.part`,
    `cache/partial/${HEX}.01234567.part`,
    `cache/partial/${HEX}.part.lock`,
    `cache/partial/${HEX}.part.lock.takeover`,
    `cache/references/ab/${HEX}`,
  ];
  const foreign = [
    'cache/blobs/thesis.doc',
    `cache/blobs/sha256/ab/${HEX}.jpg`,
    'cache/partial/film.part',
    `cache/references/${HEX}`,
    'cache/notes.txt',
  ];
  for (const name of [...own, ...foreign]) await put(home, name);
  const outside = await put(home, 'outside');
  await symlink(outside, home.at('cache/blobs/sha256/ab', 'cd'.repeat(32)));

  const result = await run(home, 'cache', 'clean', '--json');

  expect(JSON.parse(result.stdout)).toMatchObject({ files: own.length, sizeBytes: own.length });
  const left = await readdir(home.cache, { recursive: true });
  for (const name of foreign) expect(left).toContain(name.slice('cache/'.length));
  for (const name of own) expect(left).not.toContain(name.slice('cache/'.length));
  expect(existsSync(outside)).toBe(true);
  expect(JSON.parse(result.stdout).foreign).toHaveLength(5);
});

test('clean leaves what another run is downloading', async () => {
  await using home = await cliHome();
  await put(home, `cache/partial/${HEX}.part`);
  await put(home, `cache/partial/${HEX}.part.lock`, 0);

  const result = await run(home, 'cache', 'clean', '--json');

  expect(JSON.parse(result.stdout)).toMatchObject({ files: 0 });
});

test('clean leaves what a stopped process has begun, and removes what an ended one left', async () => {
  await using home = await cliHome();
  const ended = 'cd'.repeat(32);
  await put(home, `cache/partial/${HEX}.part`, 2);
  await put(home, `cache/partial/${ended}.part`, 2);
  for (const [hex, pid] of [
    [HEX, process.pid],
    [ended, 2 ** 22 + 1],
  ] as const) {
    const path = await put(home, `cache/partial/${hex}.part.lock`, 2);
    const host = hostname().replaceAll(/[^\w.-]/g, '_');
    await writeFile(path, `${pid} ${host}\n`);
    const then = new Date(Date.now() - 120_000);
    await utimes(path, then, then);
  }

  await run(home, 'cache', 'clean');

  expect((await readdir(home.at('cache/partial'))).toSorted()).toEqual([
    `${HEX}.part`,
    `${HEX}.part.lock`,
  ]);
});

test('clean leaves a record that is being written, and cache counts only its own files', async () => {
  await using home = await cliHome();
  const draft = await put(home, `cache/references/ab/.${HEX}.01234567.part`, 0);
  await put(home, 'cache/blobs/photo.jpg');

  const shown = await run(home, 'cache');
  await run(home, 'cache', 'clean');

  expect(shown.stdout).toMatch(/blobs +0 files/);
  expect(existsSync(draft)).toBe(true);
});

test('a pull removes what runs left a month ago, and nothing newer or with other names', async () => {
  await using home = await cliHome();
  await using world = await startVimWorld();
  const place = ['--tap-dir', world.tap.path, '--registry', world.registry.url.href];
  const old = [`${HEX}.part`, `${HEX}.part.lock`, `${HEX}.01234567.part`];
  const kept = [`${'cd'.repeat(32)}.part`, 'film.part'];
  for (const name of old) await put(home, `cache/partial/${name}`, 31);
  await put(home, `cache/partial/${kept[0]}`, 29);
  await put(home, `cache/partial/${kept[1]}`, 400);

  const result = await run(home, 'vim', '--target', 'big_sur', ...place);

  expect(result.code).toBe(0);
  expect((await readdir(home.at('cache/partial'))).toSorted()).toEqual(kept.toSorted());
});

test('a read-only cache serves what it has, and for anything else says that it is read-only', async ({
  skip,
}) => {
  await using home = await cliHome();
  await using world = await startVimWorld();
  const place = ['--tap-dir', world.tap.path, '--registry', world.registry.url.href];
  await run(home, 'vim', '--target', 'big_sur', ...place);
  await rm(join(home.work, 'vim--9.0.1900.big_sur.bottle.tar.gz'), { force: true });
  try {
    execFileSync('mount', ['--bind', home.cache, home.cache]);
    execFileSync('mount', ['-o', 'remount,ro,bind', home.cache]);
  } catch {
    skip('only root can mount a folder');
  }
  try {
    const again = await run(home, 'vim', '--target', 'big_sur', ...place, '-o', 'again');
    const offline = await run(
      home,
      'vim',
      '--target',
      'big_sur',
      ...place,
      '-o',
      'offline',
      '--offline',
    );
    const plan = await run(home, 'plan', 'vim', '--target', 'big_sur', ...place);
    const other = await run(home, 'vim', '--target', 'ventura', ...place);

    expect([again.code, offline.code], again.stderr + offline.stderr).toEqual([0, 0]);
    expect(plan.stderr).not.toContain('read-only');
    expect(other.code).toBe(1);
    expect(other.stderr).toMatch(
      /cannot write to the cache \S+\/cache: the file system is read-only\nnext: .*--cache-dir/,
    );
  } finally {
    execFileSync('umount', [home.cache]);
  }
});
