import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import type { BundleItem, LeftOutBottle } from '../../../src/bundle/file/gathered-bundle.ts';
import { writeBundle } from '../../../src/bundle/make/write-bundle.ts';
import { bottleIdIn } from '../../../src/core/bottle-id.ts';
import { hexOfBytes } from '../../../src/core/digest.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { makeBottle, type BottleWish } from '../../support/brew/bottle.ts';
import { at, install, machineWithout, there } from '../../support/brew/brewless-machine.ts';
import { BASH } from '../../support/brew/bundled.ts';
import { addFile } from '../../support/brew/forge.ts';
import { Machine, type Ended } from '../../support/brew/machine.ts';

const LIBRARY = { formula: 'library', pkgVersion: '1.5', isRequested: false };
const TOOL = { formula: 'tool', pkgVersion: '2.0' };

function makeItem(mac: Machine, wish: BottleWish): Promise<BundleItem> {
  return makeBottle(join(mac.folder, 'cache'), { bottleTag: 'big_sur', ...wish });
}

/** `old` has the library and the tool; `new` has an editor that needs the library, and a viewer that needs nothing. */
async function layBoth(mac: Machine): Promise<void> {
  const target = parseTargetTag('big_sur');
  const rest = { lock: undefined, receipts: [] };
  const old = [await makeItem(mac, LIBRARY), await makeItem(mac, TOOL)];
  const path = join(mac.folder, 'media/old bundle');
  const written = await writeBundle(
    { targets: [{ target, items: old }], ...rest },
    { path, format: 'folder' },
  );
  const leftOut = old.map((item, index): LeftOutBottle => ({
    ...bottleIdIn(item),
    sizeBytes: item.sizeBytes,
    isRequested: item.isRequested,
    neededBy: index === 0 ? ['editor'] : [],
  }));
  const items = [
    await makeItem(mac, { formula: 'editor', pkgVersion: '9.0' }),
    await makeItem(mac, { formula: 'viewer', pkgVersion: '3.0' }),
  ];
  await writeBundle(
    { targets: [{ target, items, leftOut }], ...rest, updateOf: written.sumsSha256 },
    { path: join(mac.folder, 'media/new'), format: 'folder' },
  );
}

function run(mac: Machine, folder: string, ...args: readonly string[]): Promise<Ended> {
  return mac.run([BASH, join(mac.folder, 'media', folder, 'install.sh'), ...args]);
}

async function kegs(mac: Machine): Promise<readonly string[]> {
  const names: readonly string[] = await readdir(join(mac.prefix, 'Cellar')).catch(() => []);
  return names.toSorted();
}

test('an update names what is not installed, and the folder that brings it, before it changes anything', async () => {
  await using mac = await Machine.create();
  await layBoth(mac);
  const outcomes: readonly Ended[] = [
    await run(mac, 'new', '--check'),
    await run(mac, 'new', '--dry-run'),
    await run(mac, 'new'),
  ];

  for (const { code, stdout, stderr } of outcomes) {
    expect(code).toBe(3);
    expect(stderr).toContain('what it builds on is not installed: library 1.5, tool 2.0\n');
    expect(stderr).toMatch(/install that first: bash .*media\/old\\ bundle\/install\.sh\n/);
    expect(stdout).toContain('Nothing was installed: 1 problem(s).');
  }
  expect(await kegs(mac)).toEqual([]);
  expect((await mac.calls()).filter((call) => call.startsWith('install'))).toEqual([]);
});

test('an update is installed after the other bundle, and --uninstall-plan lists only its own bottles', async () => {
  await using mac = await Machine.create();
  await layBoth(mac);
  await run(mac, 'old bundle');
  const { code, stdout } = await run(mac, 'new');
  const plan = await run(mac, 'new', '--uninstall-plan');

  expect(code).toBe(0);
  expect(stdout).toContain('Of 2: 2 installed');
  expect(await kegs(mac)).toEqual(['editor', 'library', 'tool', 'viewer']);
  expect(plan.stdout).toContain('editor');
  expect(plan.stdout).not.toContain('library');
});

test('--only requires no more than what the named formula needs', async () => {
  await using mac = await Machine.create();
  await layBoth(mac);
  const viewer = await run(mac, 'new', '--only', 'viewer');
  const editor = await run(mac, 'new', '--only', 'editor');

  expect(viewer.code).toBe(0);
  expect(editor.code).toBe(3);
  expect(editor.stderr).toContain('is not installed: library 1.5\n');
});

test.each([
  ['newer', '1.6', 0],
  ['older', '1.4', 3],
])('a version of what is left out must be new enough: %s', async (_name, pkgVersion, code) => {
  await using mac = await Machine.create();
  await layBoth(mac);
  await run(mac, 'old bundle', '--only', 'tool');
  const items = [await makeItem(mac, { ...LIBRARY, pkgVersion })];
  const path = join(mac.folder, 'media/third');
  await writeBundle(
    { targets: [{ target: parseTargetTag('big_sur'), items }], lock: undefined, receipts: [] },
    { path, format: 'folder' },
  );
  await run(mac, 'third');

  expect((await run(mac, 'new')).code).toBe(code);
});

test('if the other bundle is not at hand, its checksum is named', async () => {
  await using mac = await Machine.create();
  await layBoth(mac);
  const sum = hexOfBytes(await readFile(join(mac.folder, 'media/old bundle/SHA256SUMS')));
  await mac.run(['mv', join(mac.folder, 'media/old bundle'), join(mac.folder, 'elsewhere')]);
  const { code, stderr } = await run(mac, 'new');

  expect(code).toBe(3);
  expect(stderr).toContain(`install the bundle first whose SHA256SUMS has the sha256 ${sum}\n`);
});

test('an update whose other bundle is not installed lays down no Homebrew', async () => {
  await using mac = await machineWithout();
  const line = `library\t1.5\teditor\t${'0'.repeat(64)}\n`;
  await addFile(join(mac.folder, 'the bundle'), 'installer/big_sur/left-out.tsv', line);
  const { code, stderr } = await install(mac);

  expect(code).toBe(3);
  expect(stderr).toContain('what it builds on is not installed: library 1.5');
  expect(await there(at(mac))).toEqual([]);
});

test.each([
  ['a name that is none', '-x\t1.5\t-\tab\n'],
  ['a version that is none', 'library\t../1\t-\tab\n'],
  ['a sum that is none', 'library\t1.5\t-\tAB\n'],
  ['one field more', 'library\t1.5\t-\tab\tx\n'],
])('a list with %s is refused as damaged, with exit code 4', async (_name, line) => {
  await using mac = await machineWithout();
  await addFile(join(mac.folder, 'the bundle'), 'installer/big_sur/left-out.tsv', line);
  const { code, stderr } = await install(mac);

  expect(code).toBe(4);
  expect(stderr).toContain('left-out.tsv is damaged');
});
