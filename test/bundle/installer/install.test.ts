import { mkdir, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { BundleItem } from '../../../src/bundle/file/gathered-bundle.ts';
import { writeBundle } from '../../../src/bundle/make/write-bundle.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { compareVersions } from '../../../src/core/version.ts';
import { makeBottle, type BottleWish } from '../../support/brew/bottle.ts';
import { Machine, type Ended } from '../../support/brew/machine.ts';

/** macOS has bash 3.2; a test run may name another. */
const BASH = process.env['BREWPULL_TEST_BASH'] ?? 'bash';

async function bundleOf(
  mac: Machine,
  target: string,
  ...wishes: readonly BottleWish[]
): Promise<string> {
  const items: BundleItem[] = [];
  for (const wish of wishes) items.push(await makeBottle(join(mac.folder, 'cache'), wish));
  const path = join(mac.folder, 'brewpull-bundle.tar');
  const targets = [{ target: parseTargetTag(target), items }];
  await writeBundle({ targets, lock: undefined, receipts: [] }, { path, format: 'tar' });
  await mac.run(['tar', '-xf', path]);
  return join(mac.folder, 'brewpull-bundle');
}

const LIBRARY = { formula: 'library', pkgVersion: '2.1_1', isRequested: false, rebuild: 1 };
const EDITOR = {
  formula: 'editor',
  pkgVersion: '9.0',
  dependencies: ['library'],
  stubs: ['cmake'],
};

async function install(mac: Machine, ...args: readonly string[]): Promise<Ended> {
  return mac.run([BASH, join(mac.folder, 'brewpull-bundle/install.sh'), ...args]);
}

async function installedVersion(mac: Machine, name: string): Promise<string | undefined> {
  const link = await readlink(join(mac.prefix, 'opt', name)).catch(() => undefined);
  return link?.split('/').at(-1);
}

async function layKeg(mac: Machine, name: string, version: string): Promise<void> {
  const keg = join(mac.prefix, 'Cellar', name, version);
  await mkdir(keg, { recursive: true });
  await writeFile(join(keg, 'INSTALL_RECEIPT.json'), '{}');
  await mkdir(join(mac.prefix, 'opt'), { recursive: true });
  await mac.run(['ln', '-sfn', `../Cellar/${name}/${version}`, join(mac.prefix, 'opt', name)]);
  await mkdir(join(mac.prefix, 'var/homebrew/linked'), { recursive: true });
  await mac.run(['ln', '-sfn', keg, join(mac.prefix, 'var/homebrew/linked', name)]);
}

/** The option that marks what is poured as a dependency, if this brew has it. */
const asDependency = (brewVersion: string): string =>
  compareVersions(brewVersion, '4.4.26') >= 0 ? '--as-dependency ' : '';

const pours = async (mac: Machine): Promise<readonly string[]> =>
  (await mac.calls()).filter((call) => call.startsWith('install'));

test.each(['4.1.25', '4.2.0', '4.3.11', '4.3.24', '4.6.3', '4.6.4', '5.0.0', '6.0.18'])(
  'a bundle is installed with brew %s, dependencies first, and a second run does nothing',
  async (brewVersion) => {
    await using mac = await Machine.create();
    await mac.become({ brewVersion });
    await bundleOf(mac, 'big_sur', LIBRARY, EDITOR);
    const first = await install(mac);

    expect(first.stderr).toBe('');
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('Of 2: 2 installed, 0 there already, 0 kept newer, 0 failed');
    // The bottles were checked, so what brew says about that is hidden.
    expect(first.stdout).not.toMatch(/integrity|checksum/);
    // brew is given copies that nobody else can write to.
    expect((await pours(mac)).map((call) => call.replace(/\/brewpull\.\w+\//, '/WORK/'))).toEqual(
      [
        `${asDependency(brewVersion)}${mac.folder}/tmp/WORK/bundle/bottles/library--2.1_1.big_sur.bottle.1.tar.gz`,
        `${mac.folder}/tmp/WORK/bundle/bottles/editor--9.0.big_sur.bottle.tar.gz`,
      ].map((rest) => `install --formula --force-bottle --ignore-dependencies ${rest}`),
    );
    expect(await installedVersion(mac, 'library')).toBe('2.1_1');
    const receipt = join(mac.prefix, 'Cellar/library/2.1_1/INSTALL_RECEIPT.json');
    expect(await readFile(receipt, 'utf8')).toContain('"tab":"sidecar"');
    const second = await install(mac);
    expect(second.code).toBe(0);
    expect(second.stdout).toContain('Of 2: 0 installed, 2 there already');
    expect(await pours(mac)).toHaveLength(2);
  },
);

test('brew gets the offline environment, and a switch for paths only if it forbids them', async () => {
  await using mac = await Machine.create();
  await bundleOf(mac, 'big_sur', LIBRARY);
  const spoiled = { HOMEBREW_FORBID_PACKAGES_FROM_PATHS: '1', HOMEBREW_BOTTLE_DOMAIN: 'http://x' };
  const script = join(mac.folder, 'brewpull-bundle/install.sh');
  const ended = await mac.run([BASH, script], { env: spoiled });
  expect(ended.code).toBe(0);
  const environment = await readFile(join(mac.prefix, 'stand-in/environment'), 'utf8');

  expect(environment).toContain('HOMEBREW_NO_INSTALL_FROM_API=1\n');
  expect(environment).toContain('HOMEBREW_TESTS=1\n');
  expect(environment).not.toMatch(/FORBID|BOTTLE_DOMAIN|DEVELOPER/);
  await rm(join(mac.prefix, 'Cellar'), { recursive: true });
  await mac.become({ brewVersion: '4.2.0' });
  await install(mac);
  expect(await readFile(join(mac.prefix, 'stand-in/environment'), 'utf8')).not.toMatch(
    /DEVELOPER|TESTS/,
  );
});

test('nothing is left behind except what brew installs', async () => {
  await using mac = await Machine.create();
  const before = await readdir(mac.prefix);
  await bundleOf(mac, 'big_sur', LIBRARY, { ...EDITOR, holdsReceipt: true });
  expect((await install(mac)).code).toBe(0);

  expect(await readdir(join(mac.folder, 'tmp'))).toEqual([]);
  expect(await readdir(join(mac.prefix, 'Library'))).toEqual(['Homebrew']);
  expect(await readdir(join(mac.prefix, 'var'))).toEqual(['homebrew']);
  expect(await readdir(mac.prefix)).toEqual([...before, 'Cellar', 'opt', 'var'].toSorted());
});

test('a real core tap is left as it is', async () => {
  await using mac = await Machine.create();
  const tap = join(mac.prefix, 'Library/Taps/homebrew/homebrew-core');
  await mkdir(tap, { recursive: true });
  await bundleOf(mac, 'big_sur', { ...EDITOR, dependencies: [], holdsReceipt: true });

  expect((await install(mac)).code).toBe(0);
  expect(await readdir(tap)).toEqual([]);
});

test('a bottle whose formula this brew cannot read is poured with a plain formula', async () => {
  await using mac = await Machine.create();
  await bundleOf(mac, 'big_sur', { ...LIBRARY, formulaLines: ['removed_dsl'] });

  expect((await install(mac)).code).toBe(0);
  expect(await installedVersion(mac, 'library')).toBe('2.1_1');
});

test.each([
  ['4.3.24', 1, 'before 4.4.8 it cannot be told to install it anyway'],
  ['4.4.8', 0, 'Warning: library has been disabled because'],
  ['6.0.18', 0, 'Warning: library has been disabled because'],
])('with brew %s, a disabled formula gives exit code %i', async (brewVersion, code, said) => {
  await using mac = await Machine.create();
  await mac.become({ brewVersion });
  const formulaLines = ['disable! date: "2024-01-01", because: :unmaintained'];
  await bundleOf(mac, 'big_sur', { ...LIBRARY, formulaLines, holdsReceipt: true });
  const ended = await install(mac);

  expect(ended.code).toBe(code);
  expect(code === 0 ? ended.stdout : ended.stderr).toContain(said);
});

test('what is on the disk decides, not the exit code of brew', async () => {
  await using mac = await Machine.create();
  await bundleOf(mac, 'big_sur', LIBRARY);
  await mac.become({ lie: 'silent-failure' });
  const failed = await install(mac);
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain('brew did not install library 2.1_1 (it exited with 0)');
  await mac.become({ lie: 'failing-success' });
  const done = await install(mac);

  expect(done.code).toBe(0);
  expect(done.stdout).toContain('brew exited with 1, but library 2.1_1 is installed');
});

test('after a power cut during a pour the keg is installed again', async () => {
  await using mac = await Machine.create();
  await bundleOf(mac, 'big_sur', LIBRARY, EDITOR);
  await mac.become({ stall: 'editor' });
  const cut = new AbortController();
  const running = mac.run([BASH, join(mac.folder, 'brewpull-bundle/install.sh')], {
    signal: cut.signal,
  });
  await mac.untilStalled();
  cut.abort();
  await running;
  // As if the receipt had reached the disk and the rest had not.
  await writeFile(join(mac.prefix, 'Cellar/editor/9.0/INSTALL_RECEIPT.json'), '{}');
  await rm(join(mac.prefix, 'Cellar/editor/9.0/bin'), { recursive: true });
  await mac.become({});
  const again = await install(mac);

  expect(again.code).toBe(0);
  expect(again.stdout).toContain('Of 2: 1 installed, 1 there already');
  expect(await readdir(join(mac.prefix, 'Cellar/editor/9.0'))).toContain('bin');
  expect(await readdir(join(mac.prefix, 'var'))).toEqual(['homebrew']);
});

test('a keg without a receipt is installed again', async () => {
  await using mac = await Machine.create();
  await bundleOf(mac, 'big_sur', LIBRARY);
  await mkdir(join(mac.prefix, 'Cellar/library/2.1_1/half'), { recursive: true });

  expect((await install(mac)).code).toBe(0);
  expect(await readdir(join(mac.prefix, 'Cellar/library/2.1_1'))).not.toContain('half');
});

test('a newer dependency is kept unless --exact is given; a newer requested formula is replaced', async () => {
  await using mac = await Machine.create();
  await layKeg(mac, 'library', '10.0');
  await layKeg(mac, 'editor', '10.0');
  await bundleOf(mac, 'big_sur', LIBRARY, EDITOR);
  const first = await install(mac);

  expect(first.stdout).toContain('library 2.1_1: kept the newer 10.0');
  expect(await installedVersion(mac, 'library')).toBe('10.0');
  expect(await installedVersion(mac, 'editor')).toBe('9.0');
  const second = await install(mac, '--exact');
  expect(second.code).toBe(0);
  expect(await installedVersion(mac, 'library')).toBe('2.1_1');
  expect(await readdir(join(mac.prefix, 'Cellar/library'))).toEqual(['10.0', '2.1_1']);
});

test('if Linux is so old that brew takes no bottle beside another version, that one is hidden', async () => {
  await using mac = await Machine.create();
  await layKeg(mac, 'library', '2.0');
  await bundleOf(mac, 'big_sur', LIBRARY);
  await mac.become({ libc: 'old', lie: 'silent-failure' });
  expect((await install(mac)).code).toBe(1);
  expect(await installedVersion(mac, 'library')).toBe('2.0');
  await mac.become({ libc: 'old' });
  expect((await install(mac)).code).toBe(0);
  expect(await installedVersion(mac, 'library')).toBe('2.1_1');
});

test('an older dependency is replaced by the right keg if that exists and is not in use', async () => {
  await using mac = await Machine.create();
  await layKeg(mac, 'library', '2.1_1');
  await layKeg(mac, 'library', '2.0');
  await bundleOf(mac, 'big_sur', LIBRARY);

  expect((await install(mac)).code).toBe(0);
  expect(await installedVersion(mac, 'library')).toBe('2.1_1');
});

test('--dry-run says what would be done, and does nothing', async () => {
  await using mac = await Machine.create();
  await layKeg(mac, 'library', '1.0');
  await bundleOf(mac, 'big_sur', LIBRARY, EDITOR);
  const { code, stdout } = await install(mac, '--dry-run');

  expect(code).toBe(0);
  expect(stdout).toContain('[1/2] library 2.1_1: would be installed in place of 1.0');
  expect(stdout).toContain('[2/2] editor 9.0: would be installed\n');
  expect(await mac.calls()).toEqual(['config']);
});

test('--only installs what it names and what that needs', async () => {
  await using mac = await Machine.create();
  await bundleOf(mac, 'big_sur', LIBRARY, EDITOR, { formula: 'other' });

  expect((await install(mac, '--only', 'editor')).stdout).toContain('Of 2: 2 installed');
  expect(await installedVersion(mac, 'other')).toBeUndefined();
  const unknown = await install(mac, '--only', 'nothing');
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain('this bundle has no nothing for big_sur');
  expect((await install(mac, '--only', '$(touch x)')).code).toBe(2);
});

test('--keep-going continues with what does not need the one that failed', async () => {
  await using mac = await Machine.create();
  await bundleOf(mac, 'big_sur', LIBRARY, EDITOR, { formula: 'other' });
  await mac.become({ refuse: 'library' });
  const stopped = await install(mac);
  expect(stopped.code).toBe(1);
  expect(stopped.stdout).toContain(
    '0 installed, 0 there already, 0 kept newer, 1 failed, 2 not tried',
  );
  const went = await install(mac, '--keep-going');

  expect(went.code).toBe(6);
  expect(went.stderr).toContain('editor 9.0: left out, because it needs library');
  expect(await installedVersion(mac, 'other')).toBe('1.0');
});

test('--pin pins what the bundle installs, and another version that is pinned is left alone', async () => {
  await using mac = await Machine.create();
  await bundleOf(mac, 'big_sur', LIBRARY, EDITOR);
  await install(mac, '--pin');
  expect(await readdir(join(mac.prefix, 'var/homebrew/pinned'))).toEqual(['editor', 'library']);
  await layKeg(mac, 'editor', '8.0');
  const pinned = join(mac.prefix, 'var/homebrew/pinned/editor');
  await mac.run(['ln', '-sfn', join(mac.prefix, 'Cellar/editor/8.0'), pinned]);
  const { code, stderr } = await install(mac);

  expect(code).toBe(1);
  expect(stderr).toContain('editor is pinned at 8.0: run brew unpin editor first');
});

test('--uninstall-plan prints commands, dependents first, and runs nothing', async () => {
  await using mac = await Machine.create();
  await bundleOf(mac, 'big_sur', LIBRARY, EDITOR);
  await install(mac);
  const calls = await mac.calls();
  const { code, stdout } = await install(mac, '--uninstall-plan');

  expect(code).toBe(0);
  expect(stdout.match(/^brew .*$/gm)).toEqual([
    'brew uninstall --formula --ignore-dependencies editor',
    'brew uninstall --formula --ignore-dependencies library',
  ]);
  expect(await mac.calls()).toEqual(calls);
});
