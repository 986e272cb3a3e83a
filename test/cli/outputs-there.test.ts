import { execFile } from 'node:child_process';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { cliHome } from '../support/cli/cli-home.ts';
import { makeLayer, putImage, REPOSITORY } from '../support/image/put-image.ts';
import { once } from '../support/once.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { buildTap } from '../support/tap/build-tap.ts';
import { vimHistory } from '../support/tap/vim-history.ts';
import { startClosureWorld } from '../support/world/closure-world.ts';

const run = promisify(execFile);
const BIG_SUR = ['--target', 'big_sur'];
const GIT = {
  env: {
    PATH: process.env['PATH'],
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
  },
};

const world = once(startClosureWorld);

test.each(['x.tar.gz', 'x.tgz', 'x.zip', 'x.tar.zst', '-'])(
  'image -o %s is refused before any request: exit 2',
  async (output) => {
    await using registry = await startRegistry({ requireAccept: false });
    await using home = await cliHome();
    const result = await home.run(['image', `${registry.url.host}/org/tool:1.0`, '-o', output]);

    expect(result.code).toBe(2);
    expect(result.stderr).toContain('next:');
    expect(registry.requests).toHaveLength(0);
    expect(await home.placed()).toEqual([]);
  },
);

test('image -o over another file or image is refused before its layers, and over the same image succeeds', async () => {
  await using registry = await startRegistry({ requireAccept: false });
  await using home = await cliHome();
  for (const tag of ['1.0', '2.0']) putImage(registry, { layers: [makeLayer(tag)], tag });
  const pull = (tag: string) =>
    home.run([
      'image',
      `${registry.url.host}/${REPOSITORY}:${tag}`,
      '--platform',
      'linux/amd64',
      '-o',
      'i.tar',
    ]);
  await writeFile(join(home.work, 'i.tar'), 'mine');
  const overMine = await pull('1.0');

  expect(overMine.code).toBe(1);
  expect(overMine.stderr).toContain('not the archive of this image');
  expect(await readFile(join(home.work, 'i.tar'), 'utf8')).toBe('mine');

  await rm(join(home.work, 'i.tar'));
  const first = await pull('1.0');
  const again = await pull('1.0');
  registry.requests.length = 0;
  const other = await pull('2.0');

  expect([first.code, again.code, other.code]).toEqual([0, 0, 1]);
  const blobs = registry
    .logged({ host: 'registry' })
    .filter(({ path }) => path.includes('/blobs/'));
  // Only the config.
  expect(blobs).toHaveLength(1);
});

test.each(['folder/', 'x.tar.gz', '/proc/x', 'file/a.answers', 'file'])(
  'sync --export %s is refused, and nothing is fetched',
  async (output) => {
    await using home = await cliHome();
    await using tap = await buildTap({ commits: vimHistory() });
    await writeFile(join(home.work, 'file'), 'mine');
    const argv = ['sync', '--remote', pathToFileURL(tap.path).href, '--export', output];
    const result = await home.run(argv, GIT);

    expect(result.code).toBe(output.startsWith('/') || output.startsWith('file') ? 1 : 2);
    await expect(readFile(home.at('cache/taps/homebrew/core.git/HEAD'))).rejects.toThrow('ENOENT');
    expect(await home.placed()).toEqual(['file']);
  },
);

test('sync --export needs --force over the answers of an older moment, but not over the same answers', async () => {
  await using home = await cliHome();
  const commits = vimHistory();
  await using before = await buildTap({ commits: commits.slice(0, -1) });
  await using tap = await buildTap({ commits });
  const sync = (path: string, more: readonly string[] = []) =>
    home.run(['sync', '--remote', pathToFileURL(path).href, '--export', 'a.answers', ...more], GIT);
  const first = await sync(before.path);
  const again = await sync(before.path);
  const changed = await sync(tap.path);
  const forced = await sync(tap.path, ['--force']);

  expect([first.code, again.code, changed.code, forced.code]).toEqual([0, 0, 1, 0]);
  expect(changed.stderr).toContain('--force');
});

test('existing answers for other targets stop a run before anything is fetched or made', async () => {
  await using home = await cliHome();
  await using tap = await buildTap({ commits: vimHistory() });
  const make = ['atlas', 'export', '--tap-dir', tap.path, '-o', 'a.answers'];
  const first = await home.run([...make, ...BIG_SUR], GIT);
  await rm(home.at('cache'), { recursive: true });
  const remote = pathToFileURL(tap.path).href;
  const synced = await home.run(['sync', '--remote', remote, '--export', 'a.answers'], GIT);
  const all = await home.run(make, GIT);

  expect([first.code, synced.code, all.code]).toEqual([0, 1, 1]);
  expect(synced.stderr).toMatch(/^brewpull: \S+a\.answers already exists/);
  await expect(readFile(home.at('cache/taps/homebrew/core.git/HEAD'))).rejects.toThrow('ENOENT');
  await expect(readdir(home.at('cache/atlas'))).rejects.toThrow('ENOENT');

  const same = await home.run([...make, ...BIG_SUR], GIT);
  expect(same.code).toBe(0);
});

test('--html needs --force over a file that is not a page, but not over its own page', async () => {
  await using home = await cliHome(world());
  await writeFile(join(home.work, 'p.html'), '<!doctype html>\nmine');
  const refused = await home.run(['history', 'base', '--html', 'p.html']);
  const forced = await home.run(['history', 'base', '--html', 'p.html', '--force']);
  const again = await home.run(['history', 'base', '--html', 'p.html']);

  expect([refused.code, forced.code, again.code]).toEqual([1, 0, 0]);
  expect(refused.stderr).toContain('not a page of brewpull');
});

test.each(['folder/', 'x.tar.gz', 'x.zip'])('atlas export -o %s: exit 2', async (output) => {
  await using home = await cliHome({ tap: world().tap });
  const result = await home.run(['atlas', 'export', '-o', output]);

  expect(result.code).toBe(2);
  expect(await home.placed()).toEqual([]);
});

test('atlas export over another file is refused before the atlas is made', async () => {
  await using home = await cliHome({ tap: world().tap });
  await writeFile(join(home.work, 'a.answers'), 'mine');
  const result = await home.run(['atlas', 'export', '-o', 'a.answers']);

  expect(result.code).toBe(1);
  expect(result.stderr).toContain('--force');
  await expect(readFile(home.at('cache/atlas'))).rejects.toThrow('ENOENT');
});

test('a read-only folder is accepted if it has every bottle, else refused before a download', async ({
  skip,
}) => {
  await using home = await cliHome(world());
  const out = join(home.work, 'out');
  const pull = (name: string) => home.run(['pull', name, ...BIG_SUR, '-o', 'out']);
  expect((await pull('base')).code).toBe(0);
  try {
    await run('mount', ['--bind', out, out]);
    await run('mount', ['-o', 'remount,ro,bind', out]);
  } catch {
    skip('only root can mount a folder read-only');
  }
  try {
    const whole = await pull('base');
    const asked = world().registry.logged({ host: 'blobs' }).length;
    const lacking = await pull('app');

    expect(whole.code).toBe(0);
    expect(lacking.code).toBe(1);
    expect(lacking.stderr).toContain('read-only');
    expect(world().registry.logged({ host: 'blobs' })).toHaveLength(asked);
  } finally {
    await run('umount', [out]);
  }
});

test('an interrupted download says that the next run resumes it, and an earlier interruption does not', async () => {
  await using large = await startClosureWorld({ fillerBytes: 3_000_000 });
  await using home = await cliHome({ tap: large.tap, registry: large.registry });
  large.registry.fault({ host: 'blobs' }, { stallAfter: 1_000_000 });
  const result = await home.run(['pull', 'base', ...BIG_SUR], {
    onStart: (interrupt) => {
      const timer = setInterval(() => {
        if (!large.registry.requests.some(({ host }) => host === 'blobs')) return;
        clearInterval(timer);
        setTimeout(interrupt, 500);
      }, 20);
    },
  });

  expect(result.code).toBe(130);
  expect(result.stderr).toContain('it resumes where this one stopped');

  const started: NodeJS.Timeout[] = [];
  const early = await home.run(['pull', 'base', ...BIG_SUR], {
    // As soon as the run listens.
    onStart: (interrupt) => started.push(setInterval(interrupt, 1)),
  });
  for (const timer of started) clearInterval(timer);
  expect(early.code).toBe(130);
  expect(early.stderr).not.toContain('resumes');
});
