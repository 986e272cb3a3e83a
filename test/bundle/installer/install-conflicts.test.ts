import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { BundleItem } from '../../../src/bundle/file/gathered-bundle.ts';
import { writeBundle } from '../../../src/bundle/make/write-bundle.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { makeBottle, type BottleWish } from '../../support/brew/bottle.ts';
import { Machine, type Ended } from '../../support/brew/machine.ts';

const BASH = process.env['BREWPULL_TEST_BASH'] ?? 'bash';

/** Writes a bundle; `change` turns its items into those of another brewpull. */
async function layBundle(
  mac: Machine,
  wishes: readonly BottleWish[],
  change: (item: BundleItem) => BundleItem = (item) => item,
): Promise<void> {
  const items: BundleItem[] = [];
  for (const wish of wishes) items.push(change(await makeBottle(join(mac.folder, 'cache'), wish)));
  await writeBundle(
    { targets: [{ target: parseTargetTag('big_sur'), items }], lock: undefined, receipts: [] },
    { path: join(mac.folder, 'bundle'), format: 'folder' },
  );
}

async function install(mac: Machine, env: Record<string, string> = {}): Promise<Ended> {
  return mac.run([BASH, join(mac.folder, 'bundle/install.sh')], { env });
}

async function environment(mac: Machine): Promise<readonly string[]> {
  return (await readFile(join(mac.prefix, 'stand-in/environment'), 'utf8')).split('\n');
}

/** The switches that make brew accept bottles by path. */
const switchesOf = async (mac: Machine): Promise<readonly string[]> =>
  (await environment(mac)).filter((line) => /^HOMEBREW_(?:DEVELOPER|TESTS)=/.test(line));

const VIM = { formula: 'vim', conflicts: ['ex-vi', 'macvim', 'acme/tap/vi'] };
/** Conflicts with a formula that comes later in the bundle. */
const EARLY = { formula: 'early', conflicts: ['vim'], stubs: ['cmake'] };

test.each([
  ['4.1.25', []],
  ['4.6.3', []],
  ['4.6.4', ['HOMEBREW_TESTS=1']],
  ['4.6.20', ['HOMEBREW_TESTS=1']],
  ['5.0.16', ['HOMEBREW_TESTS=1']],
  ['5.1.14', ['HOMEBREW_TESTS=1']],
  ['5.1.15', ['HOMEBREW_TESTS=1']],
  ['6.0.18', ['HOMEBREW_TESTS=1']],
])(
  'brew %s installs a bottle that conflicts with formulae it does not know (%j)',
  async (brewVersion, switches) => {
    await using mac = await Machine.create();
    await mac.become({ brewVersion });
    await layBundle(mac, [EARLY, VIM]);

    expect(await install(mac)).toMatchObject({ code: 0, stderr: '' });
    expect(await readdir(join(mac.prefix, 'opt'))).toEqual(['early', 'vim']);
    expect(await switchesOf(mac)).toEqual(switches);
  },
);

test.each(['4.6.3', '4.6.4', '5.0.16', '5.1.15', '6.0.18'])(
  'without stubs for them, as in older bundles, brew %s only warns',
  async (brewVersion) => {
    await using mac = await Machine.create();
    await mac.become({ brewVersion });
    await layBundle(mac, [VIM], (item) => ({ ...item, stubs: [] }));
    const ended = await install(mac);

    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain('Warning: vim: No available formula with the name "ex-vi".');
  },
);

test.each([
  [[], 1],
  [['ex-vi', 'macvim'], 0],
])(
  'a brew that knows no switch except the one for developers needs the stubs: %j',
  async (stubs, code) => {
    await using mac = await Machine.create();
    await mac.become({ brewVersion: '6.0.18' });
    const config = join(mac.prefix, 'Library/Homebrew/env_config.rb');
    const text = await readFile(config, 'utf8');
    await writeFile(config, text.replace('ENV["HOMEBREW_TESTS"].blank? && ', ''));
    await layBundle(mac, [VIM], (item) => ({ ...item, stubs }));
    const ended = await install(mac);

    expect(ended.code).toBe(code);
    expect(ended.stderr.includes('No formulae found for ex-vi')).toBe(code === 1);
    expect(await switchesOf(mac)).toEqual(['HOMEBREW_DEVELOPER=1']);
  },
);

test.each(['4.6.3', '4.6.4', '6.0.18'])(
  'a conflict with an installed formula is still an error with brew %s',
  async (brewVersion) => {
    await using mac = await Machine.create();
    await mac.become({ brewVersion });
    await layBundle(mac, [{ formula: 'ex-vi' }, VIM]);
    const ended = await install(mac);

    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('Cannot install vim because conflicting formulae are installed');
    expect(await readdir(join(mac.prefix, 'Cellar'))).toEqual(['ex-vi']);
  },
);

test('a deprecated word in a formula does not become an error', async () => {
  await using mac = await Machine.create();
  await mac.become({ brewVersion: '5.0.16' });
  await layBundle(mac, [{ formula: 'old', formulaLines: ['depends_on macos: :high_sierra'] }]);
  const ended = await install(mac);

  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toContain('is deprecated');
  const receipt = await readFile(join(mac.prefix, 'Cellar/old/1.0/INSTALL_RECEIPT.json'), 'utf8');
  expect(JSON.parse(receipt)).toMatchObject({ source: { tap: 'homebrew/core' } });
});

test("the user's switches for developers are not passed on", async () => {
  await using mac = await Machine.create();
  await mac.become({ brewVersion: '4.6.3' });
  await layBundle(mac, [VIM], (item) => ({ ...item, stubs: [] }));

  expect((await install(mac, { HOMEBREW_DEVELOPER: '1', HOMEBREW_TESTS: '1' })).code).toBe(0);
  expect(await switchesOf(mac)).toEqual([]);
  expect(await environment(mac)).toContain('HOMEBREW_NO_SORBET_RUNTIME=1');
});

test('names that differ only in case are one stub', async () => {
  await using mac = await Machine.create();
  await layBundle(mac, [{ formula: 'a', conflicts: ['GTK', 'gtk'] }]);

  expect(await readdir(join(mac.folder, 'bundle/installer/big_sur/stubs'))).toEqual(['GTK.rb']);
});
