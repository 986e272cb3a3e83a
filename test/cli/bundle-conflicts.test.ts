import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { expect, test } from 'vitest';

import { verifyBundle } from '../../src/bundle/verify/verify-bundle.ts';
import { listMentioned } from '../../src/closure/rules/runtime-dependencies.ts';
import { createFormulaReader } from '../../src/history/ruby/reader.ts';
import { Machine, type Ended } from '../support/brew/machine.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { type CliResult } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { startClosureWorld } from '../support/world/closure-world.ts';

const VIM = {
  name: 'vim',
  version: '9.0.1900',
  date: '2023-09-16',
  needs: ['base'],
  buildNeeds: ['cmake'],
  conflicts: ['ex-vi', 'macvim', 'acme/tap/vi'],
};

const world = once(() => startClosureWorld({ more: [VIM] }));

function bundle(home: CliHome, ...argv: readonly string[]): Promise<CliResult> {
  return home.run(['bundle', ...argv]);
}

function bundleVim(home: CliHome, ...argv: readonly string[]): Promise<CliResult> {
  return bundle(home, 'vim', '--target', 'big_sur', '--tap-dir', world().tap.path, ...argv);
}

async function installOn(home: CliHome, brewVersion: string): Promise<Ended> {
  await using mac = await Machine.create({ brewVersion });
  return await mac.run(['bash', join(home.work, 'b/install.sh')]);
}

const stubs = (home: CliHome): Promise<string[]> =>
  readdir(join(home.work, 'b/installer/big_sur/stubs'));

test.each(['4.1.25', '4.6.3', '4.6.4', '4.6.20', '5.0.16', '6.0.18'])(
  'vim conflicts with two unknown formulae, and brew %s installs it',
  async (brewVersion) => {
    await using home = await cliHome({ registry: world().registry });
    expect(await bundleVim(home, '-o', 'b')).toMatchObject({ code: 0 });

    expect(await installOn(home, brewVersion)).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.not.stringContaining('Warning'),
    });
    expect(await verifyBundle(join(home.work, 'b'))).toEqual([]);
    expect(await stubs(home)).toEqual(['cmake.rb', 'ex-vi.rb', 'macvim.rb']);
  },
);

test('formulae and stubs together make a homebrew-core that knows every name in it', async () => {
  await using home = await cliHome({ registry: world().registry });
  await bundleVim(home, '-o', 'b');
  const files = await readdir(join(home.work, 'b/formulae'), { recursive: true });
  const formulae = files.filter((file) => file.endsWith('.rb'));
  const known = new Set([...formulae, ...(await stubs(home))].map((file) => basename(file, '.rb')));
  const reader = await createFormulaReader();
  const mentioned: string[] = [];
  for (const path of formulae) {
    const text = await readFile(join(home.work, 'b/formulae', path));
    const state = reader.read(text, { path, commit: undefined }, '2023-10-01T00:00:00Z');
    mentioned.push(...listMentioned(state));
  }

  expect(mentioned).toContain('ex-vi');
  expect(mentioned.filter((name) => !known.has(name))).toEqual(['acme/tap/vi']);
});

test.each([
  ['has the formula', false],
  ['has no formula, so that the bottle is asked', true],
])('a lock of an older brewpull that %s gives the same bundle', async (_what, isBare) => {
  await using home = await cliHome({ registry: world().registry });
  await bundleVim(home, '-o', 'new', '--lock', 'l.json');
  const lock = JSON.parse(await readFile(join(home.work, 'l.json'), 'utf8'));
  const bottle = lock.targets[0].bottles.at(-1);
  expect(bottle.mentioned).toEqual(['cmake', 'base', 'ex-vi', 'macvim', 'acme/tap/vi']);
  bottle.mentioned = ['cmake', 'base'];
  if (isBare) bottle.formulaText = null;
  await writeFile(join(home.work, 'l.json'), JSON.stringify(lock));
  const result = await bundle(home, '--lock', 'l.json', '--frozen', '-o', 'b');

  expect(result.code).toBe(0);
  expect(await stubs(home)).toEqual(['cmake.rb', 'ex-vi.rb', 'macvim.rb']);
  expect((await installOn(home, '4.6.4')).code).toBe(0);
});
