import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { cliHome } from '../support/cli/cli-home.ts';
import { once } from '../support/once.ts';
import { startClosureWorld } from '../support/world/closure-world.ts';

const BIG_SUR = ['--target', 'big_sur'];

const world = once(startClosureWorld);

test.each([
  ['bundle', '-o', 'x.tar.gz'],
  ['bundle', '-o', 'x.tgz'],
  ['bundle', '-o', 'x.ZIP'],
  ['bundle', '-o', 'x.tar.zst'],
  ['bundle', '-o', '-'],
  ['bundle', '-o', ''],
  ['pull', '-o', 'x.zip'],
  ['pull', '-o', 'x.tar'],
  ['pull', '-o', ''],
  ['pull', '--receipt', 'folder/'],
  ['pull', '--receipt', 'r.zip'],
  ['pull', '--lock', 'folder/'],
  ['lock', '--lock', 'x.tar.gz'],
  ['history', '--html', 'folder/'],
])('%s %s %s is refused before any work: exit 2', async (command, option, value) => {
  await using home = await cliHome(world());
  const target = command === 'history' ? [] : BIG_SUR;
  const result = await home.run([command, 'app', ...target, option, value]);

  expect(result.code).toBe(2);
  expect(result.stderr).toContain('next:');
  expect(await home.placed()).toEqual([]);
  expect(world().registry.requests).toHaveLength(0);
});

test.each(['/proc/x', '/proc/x/y.tar', 'file/b.tar', 'file/folder'])(
  'bundle -o %s is refused before any request',
  async (output) => {
    await using home = await cliHome(world());
    await writeFile(join(home.work, 'file'), 'mine');
    const result = await home.run(['bundle', 'app', ...BIG_SUR, '-o', output]);

    expect(result.code).toBe(1);
    expect(result.stderr).toContain('cannot write');
    expect(world().registry.requests).toHaveLength(0);
    expect(await home.placed()).toEqual(['file']);
  },
);

test.each([
  ['bundle', 'link.tar'],
  ['bundle', 'link'],
  ['pull', 'link'],
  ['pull', 'link/below'],
  ['pull', 'link.tar.gz'],
])(
  '%s -o %s through a link that leads nowhere is refused before any request',
  async (command, output) => {
    await using home = await cliHome(world());
    const link = output.replace('/below', '');
    await symlink('nowhere', join(home.work, link));
    const result = await home.run([command, 'app', ...BIG_SUR, '-o', output]);

    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain(`${link} is a link to something that is not there`);
    expect(world().registry.requests).toHaveLength(0);
    expect(await home.placed()).toEqual([link]);
  },
);

test('bundle -o with a folder that is not a bundle is refused, and nothing is downloaded', async () => {
  await using home = await cliHome(world());
  await mkdir(join(home.work, 'b'));
  await writeFile(join(home.work, 'b/note'), 'mine');
  const result = await home.run(['bundle', 'app', ...BIG_SUR, '-o', 'b']);

  expect(result.code).toBe(1);
  expect(result.stderr).toContain('not a bundle');
  expect(world().registry.logged({ host: 'blobs' })).toEqual([]);
});

test('a bundle of the same bottle that was found another way is replaced', async () => {
  await using home = await cliHome({ registry: world().registry });
  const argv = ['bundle', 'base', ...BIG_SUR, '-o', 'b.tar'];
  const first = await home.run([...argv, '--history', 'registry']);
  const before = await readFile(join(home.work, 'b.tar'));
  const second = await home.run([...argv, '--tap-dir', world().tap.path]);

  expect([first.code, second.code]).toEqual([0, 0]);
  expect((await readFile(join(home.work, 'b.tar'))).equals(before)).toBe(false);
});

test('bundle reports the number and the size of its bottles, and how many the cache has', async () => {
  await using home = await cliHome(world());
  await home.run(['pull', 'base', ...BIG_SUR, '-o', 'one']);
  const bundle = await home.run(['bundle', 'app', ...BIG_SUR, '-o', 'B.TAR']);

  expect(bundle.code).toBe(0);
  expect(bundle.stderr).toMatch(/^3 bottles, [\d.]+ kB, 1 of them in the cache$/m);
  expect((await home.run(['verify', 'B.TAR'])).code).toBe(0);
});
