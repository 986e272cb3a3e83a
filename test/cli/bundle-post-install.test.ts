import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseBundleContents } from '../../src/bundle/file/contents-schema.ts';
import { verifyBundle } from '../../src/bundle/verify/verify-bundle.ts';
import { Machine } from '../support/brew/machine.ts';
import { cliHome } from '../support/cli/cli-home.ts';
import { once } from '../support/once.ts';
import { startClosureWorld } from '../support/world/closure-world.ts';

const OLD = {
  name: 'old',
  version: '1.0',
  date: '2023-05-01',
  postInstall: ['def post_install', '  (var/"old-ran").write "yes"', 'end'],
};
const NEW = {
  name: 'new',
  version: '1.0',
  date: '2023-05-02',
  postInstall: ['post_install_steps do', '  mkdir_p "new", base: :var', 'end'],
};
const NONE = {
  name: 'none',
  version: '1.0',
  date: '2023-05-03',
  postInstall: ['# def post_install'],
};

const world = once(() => startClosureWorld({ more: [OLD, NEW, NONE] }));

test('a bundle says which formulae have a post-install step, and its installer runs or reports it', async () => {
  await using home = await cliHome({ registry: world().registry });
  await using mac = await Machine.create({ brewVersion: '5.0.16' });
  const args = ['old', 'new', 'none', '--target', 'big_sur', '--tap-dir', world().tap.path];
  expect(await home.run(['bundle', ...args, '-o', 'b'])).toMatchObject({ code: 0 });

  const bytes = await readFile(join(home.work, 'b/bundle.json'));
  const items = parseBundleContents(bytes, 'b').targets[0]?.items ?? [];
  expect(items.map(({ formula, hasPostInstall }) => [formula, hasPostInstall])).toEqual([
    ['new', true],
    ['none', false],
    ['old', true],
  ]);
  const plan = await readFile(join(home.work, 'b/installer/big_sur/plan.tsv'), 'utf8');
  expect(
    plan
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t').at(-1)),
  ).toEqual(['post-install', '1', '0', '1']);
  expect(await verifyBundle(join(home.work, 'b'))).toEqual([]);
  const ended = await mac.run(['bash', join(home.work, 'b/install.sh')]);
  expect(ended.code).toBe(6);
  expect(ended.stdout).toContain('Without their post-install step: new 1.0.');
  expect(await readFile(join(mac.prefix, 'var/old-ran'), 'utf8')).toBe('yes\n');
});

test('in an older bundle, which does not say it, no formula has such a step', async () => {
  await using home = await cliHome({ registry: world().registry });
  const args = ['old', '--target', 'big_sur', '--tap-dir', world().tap.path];
  await home.run(['bundle', ...args, '-o', 'b']);
  const text = await readFile(join(home.work, 'b/bundle.json'), 'utf8');
  const older = Buffer.from(text.replace(/^ *"hasPostInstall": true,\n/m, ''));
  expect(older.toString()).not.toContain('hasPostInstall');

  expect(parseBundleContents(older, 'b').targets[0]?.items[0]?.hasPostInstall).toBe(false);
});
