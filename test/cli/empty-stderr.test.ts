import { expect, test } from 'vitest';

import { cliHome } from '../support/cli/cli-home.ts';
import { once } from '../support/once.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { publishBottles } from '../support/registry/publish-bottles.ts';

const BIG_SUR = ['--macos', '11', '--arch', 'amd64'];
const NAMES = ['gettext', 'libsodium', 'lua', 'ncurses', 'perl', 'ruby', 'vim', 'xz'];

/** A registry with some versions of some formulae, each with so many files that a run asks for many at once. */
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
        // The last for Big Sur is several versions back, so that all of them are looked into.
        tags: minor < 4 ? ['big_sur', 'ventura'] : ['ventura'],
        fillerBytes: 2000,
      });
    }
  }
  return started;
});

// That Node warns of nothing is checked after every test, by test/support/no-warnings.ts.
test('many formulae in one run write nothing but what is expected to standard error', async () => {
  await using home = await cliHome({ registry: registry() });
  const run = await home.run(['resolve', ...NAMES, ...BIG_SUR, '--history', 'registry', '--json']);

  expect(JSON.parse(run.stdout).results).toHaveLength(NAMES.length);
  expect({ code: run.code, stderr: run.stderr }).toStrictEqual({ code: 0, stderr: '' });
});

test('many downloads at once write nothing to standard error when told to be quiet', async () => {
  await using home = await cliHome({ registry: registry() });
  const options = [...BIG_SUR, '--history', 'registry', '--quiet', '--concurrency', '16'];
  const run = await home.run(['pull', ...NAMES, ...options]);

  expect({ code: run.code, stderr: run.stderr }).toStrictEqual({ code: 0, stderr: '' });
  expect(run.stdout.trim().split('\n')).toHaveLength(NAMES.length);
});
