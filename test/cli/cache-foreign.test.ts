import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const HEX = 'ab'.repeat(32);

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'brewpull-foreign-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

function run(...argv: readonly string[]): Promise<CliResult> {
  return runCli([...argv, '--cache-dir', 'cache'], { cwd: home, now: () => new Date() });
}

async function put(name: string, ageDays = 1.5): Promise<string> {
  const path = join(home, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'x');
  const then = new Date(Date.now() - ageDays * 86_400_000);
  await utimes(path, then, then);
  return path;
}

test.each(['blobs', 'partial', 'references'])(
  'clean does not follow a link in the place of %s, and names it',
  async (part) => {
    const own =
      part === 'partial' ? `${HEX}.part` : part === 'blobs' ? `sha256/ab/${HEX}` : `ab/${HEX}`;
    const photo = await put(`photos/${own}`);
    await mkdir(join(home, 'cache'));
    await symlink(join(home, 'photos'), join(home, 'cache', part));

    const shown = await run('cache');
    const result = await run('cache', 'clean');

    expect(shown.stdout).toMatch(new RegExp(`${part} +0 files`));
    expect(result.code).toBe(0);
    expect(result.stderr).toContain(`${join(home, 'cache', part)} is not brewpull's and was left`);
    expect(existsSync(photo)).toBe(true);
  },
);

test('clean removes what the cache makes, and leaves and names everything else', async () => {
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
  for (const name of [...own, ...foreign]) await put(name);
  const outside = await put('outside');
  await symlink(outside, join(home, 'cache/blobs/sha256/ab', 'cd'.repeat(32)));

  const result = await run('cache', 'clean', '--json');

  expect(JSON.parse(result.stdout)).toMatchObject({ files: own.length, sizeBytes: own.length });
  const left = await readdir(join(home, 'cache'), { recursive: true });
  for (const name of foreign) expect(left).toContain(name.slice('cache/'.length));
  for (const name of own) expect(left).not.toContain(name.slice('cache/'.length));
  expect(existsSync(outside)).toBe(true);
  expect(JSON.parse(result.stdout).foreign).toHaveLength(5);
});

test('clean leaves what another run downloads just now', async () => {
  await put(`cache/partial/${HEX}.part`);
  await put(`cache/partial/${HEX}.part.lock`, 0);

  const result = await run('cache', 'clean', '--json');

  expect(JSON.parse(result.stdout)).toMatchObject({ files: 0 });
});

test('clean leaves what a process that is stopped has begun, and takes what one that ended left', async () => {
  const ended = 'cd'.repeat(32);
  await put(`cache/partial/${HEX}.part`, 2);
  await put(`cache/partial/${ended}.part`, 2);
  for (const [hex, pid] of [
    [HEX, process.pid],
    [ended, 2 ** 22 + 1],
  ] as const) {
    const path = await put(`cache/partial/${hex}.part.lock`, 2);
    const host = hostname().replaceAll(/[^\w.-]/g, '_');
    await writeFile(path, `${pid} ${host}\n`);
    const then = new Date(Date.now() - 120_000);
    await utimes(path, then, then);
  }

  await run('cache', 'clean');

  expect((await readdir(join(home, 'cache/partial'))).toSorted()).toEqual([
    `${HEX}.part`,
    `${HEX}.part.lock`,
  ]);
});

test('clean leaves a record that is being written, and counts only what is its own', async () => {
  const draft = await put(`cache/references/ab/.${HEX}.01234567.part`, 0);
  await put('cache/blobs/photo.jpg');

  const shown = await run('cache');
  await run('cache', 'clean');

  expect(shown.stdout).toMatch(/blobs +0 files/);
  expect(existsSync(draft)).toBe(true);
});

test('a pull removes what runs left a month ago, and nothing younger or of other names', async () => {
  await using world = await startVimWorld();
  const place = ['--tap-dir', world.tap.path, '--registry', world.registry.url.href];
  const old = [`${HEX}.part`, `${HEX}.part.lock`, `${HEX}.01234567.part`];
  const kept = [`${'cd'.repeat(32)}.part`, 'film.part'];
  for (const name of old) await put(`cache/partial/${name}`, 31);
  await put(`cache/partial/${kept[0]}`, 29);
  await put(`cache/partial/${kept[1]}`, 400);

  const result = await run('vim', '--target', 'big_sur', ...place);

  expect(result.code).toBe(0);
  expect((await readdir(join(home, 'cache/partial'))).toSorted()).toEqual(kept.toSorted());
});

test('a cache that is read-only serves what it has, and says so of what it has not', async ({
  skip,
}) => {
  await using world = await startVimWorld();
  const place = ['--tap-dir', world.tap.path, '--registry', world.registry.url.href];
  await run('vim', '--target', 'big_sur', ...place);
  await rm(join(home, 'vim--9.0.1900.big_sur.bottle.tar.gz'), { force: true });
  try {
    execFileSync('mount', ['--bind', join(home, 'cache'), join(home, 'cache')]);
    execFileSync('mount', ['-o', 'remount,ro,bind', join(home, 'cache')]);
  } catch {
    skip('only root can mount a folder');
  }
  try {
    const again = await run('vim', '--target', 'big_sur', ...place, '-o', 'again');
    const offline = await run('vim', '--target', 'big_sur', ...place, '-o', 'offline', '--offline');
    const plan = await run('plan', 'vim', '--target', 'big_sur', ...place);
    const other = await run('vim', '--target', 'ventura', ...place);

    expect([again.code, offline.code], again.stderr + offline.stderr).toEqual([0, 0]);
    expect(plan.stderr).not.toContain('read-only');
    expect(other.code).toBe(1);
    expect(other.stderr).toMatch(
      /cannot write to the cache \S+\/cache: the file system is read-only\nnext: .*--cache-dir/,
    );
  } finally {
    execFileSync('umount', [join(home, 'cache')]);
  }
});
