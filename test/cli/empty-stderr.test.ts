import { readdir } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { cliHome } from '../support/cli/cli-home.ts';
import { startImageWorld } from '../support/image/image-world.ts';
import { makeLayer, putImage } from '../support/image/put-image.ts';
import { once } from '../support/once.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { publishBottles } from '../support/registry/publish-bottles.ts';

const BIG_SUR = ['--macos', '11', '--arch', 'amd64'];
const NAMES = ['gettext', 'libsodium', 'lua', 'ncurses', 'perl', 'ruby', 'vim', 'xz'];

/** A registry with enough versions of enough formulae that a run asks for many files at once. */
const registry = once(async () => {
  const started = await startRegistry();
  for (const formula of NAMES) {
    for (let minor = 0; minor < 12; minor += 1) {
      const month = String(minor + 1).padStart(2, '0');
      publishBottles(started, {
        formula,
        pkgVersion: `1.${minor}`,
        rebuild: 0,
        created: `2022-${month}-01T00:00:00Z`,
        // The last for Big Sur is several versions back, so all of them are examined.
        tags: minor < 4 ? ['big_sur', 'ventura'] : ['ventura'],
        fillerBytes: 2000,
      });
    }
  }
  return started;
});

// That Node emits no warning is checked after every test, by test/support/no-warnings.ts.
test('many formulae in one run write nothing to standard error', async () => {
  await using home = await cliHome({ registry: registry() });
  const run = await home.run(['resolve', ...NAMES, ...BIG_SUR, '--history', 'registry', '--json']);

  expect(JSON.parse(run.stdout).results).toHaveLength(NAMES.length);
  expect({ code: run.code, stderr: run.stderr }).toStrictEqual({ code: 0, stderr: '' });
});

test('many downloads at once write nothing to standard error with --quiet', async () => {
  await using home = await cliHome({ registry: registry() });
  const options = [...BIG_SUR, '--history', 'registry', '--quiet', '--concurrency', '16'];
  const run = await home.run(['pull', ...NAMES, ...options]);

  expect({ code: run.code, stderr: run.stderr }).toStrictEqual({ code: 0, stderr: '' });
  expect(run.stdout.trim().split('\n')).toHaveLength(NAMES.length);
});

test('a bundle of 17 bottles writes nothing to standard error with --quiet', async () => {
  await using started = await startRegistry();
  const one = { rebuild: 0, created: '2022-01-01T00:00:00Z', tags: ['big_sur'], fillerBytes: 2000 };
  const dependencies = Array.from({ length: 16 }, (_, at) => {
    const dependency = { name: `part${at}`, pkgVersion: '1.0', rebuild: 0 };
    publishBottles(started, { ...one, formula: dependency.name, pkgVersion: '1.0' });
    return dependency;
  });
  publishBottles(started, { ...one, formula: 'whole', pkgVersion: '1.0', dependencies });
  await using home = await cliHome({ registry: started });
  const options = ['--history', 'registry', '--quiet', '-o', 'bundle'];
  const run = await home.run(['bundle', 'whole', ...BIG_SUR, ...options]);

  expect({ code: run.code, stderr: run.stderr }).toStrictEqual({ code: 0, stderr: '' });
  const bottles = await readdir(home.at('work/bundle/bottles'));
  expect(bottles.filter((name) => name.endsWith('.tar.gz'))).toHaveLength(17);
});

test('an image of 20 layers writes nothing to standard error with --quiet', async () => {
  await using images = await startImageWorld();
  const layers = Array.from({ length: 20 }, (_, at) => makeLayer(`layer ${at}`));
  putImage(images.registry, { layers, tag: '1.0' });
  const run = await images.pull(':1.0', '--quiet', '--concurrency', '16');

  expect({ code: run.code, stderr: run.stderr }).toStrictEqual({ code: 0, stderr: '' });
});
