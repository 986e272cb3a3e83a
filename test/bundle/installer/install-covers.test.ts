import { cp, link, mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { writeBundle } from '../../../src/bundle/make/write-bundle.ts';
import { verifyBundle } from '../../../src/bundle/verify/verify-bundle.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { listFiles } from '../../../src/store/read/list-files.ts';
import { makeBottle } from '../../support/brew/bottle.ts';
import { BASH } from '../../support/brew/bundled.ts';
import { Machine, type Ended } from '../../support/brew/machine.ts';

const EVIL = 'system "touch pwned"\n';
const BOTTLE = 'bottles/a--1.0.big_sur.bottle.tar.gz';
const SIDECAR = 'bottles/a--1.0.big_sur.bottle.json';
const FORMULA = 'formulae/homebrew/core/af3f99258dce/Formula/a/a.rb';
const STUB = 'installer/big_sur/stubs/cmake.rb';

async function machineWithBundle(): Promise<Machine> {
  const made = await Machine.create();
  const item = await makeBottle(join(made.folder, 'cache'), { formula: 'a', stubs: ['cmake'] });
  const targets = [{ target: parseTargetTag('big_sur'), items: [item] }];
  const receipts = [{ name: 'receipt.json', bytes: Buffer.from('{}') }];
  const linked = join(made.folder, 'linked');
  await writeBundle(
    { targets, lock: Buffer.from('{}'), receipts },
    { path: linked, format: 'folder' },
  );
  await restore(made);
  return made;
}

/** Restores the whole bundle, as a copy, so that damage does not reach the linked files. */
async function restore(mac: Machine): Promise<void> {
  await rm(at(mac), { recursive: true, force: true });
  await cp(join(mac.folder, 'linked'), at(mac), { recursive: true });
}

function at(mac: Machine, ...names: readonly string[]): string {
  return join(mac.folder, 'bundle', ...names);
}

async function filesIn(mac: Machine): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const name of listFiles(at(mac))) names.push(name);
  // The installer that runs is not one to change.
  return names.filter((name) => name !== 'SHA256SUMS' && name !== 'install.sh');
}

/** Runs the installer of the bundle: the tests are about what it says of the other files, not of itself. */
function install(mac: Machine, ...args: readonly string[]): Promise<Ended> {
  return mac.run([BASH, at(mac, 'install.sh'), ...args]);
}

/** Changes one file of a bundle in some way. */
type Damage = (path: string) => Promise<void>;

const DAMAGES: readonly (readonly [what: string, damage: Damage, said: RegExp])[] = [
  ['changed', async (path) => writeFile(path, EVIL), /is damaged: copy the bundle again/],
  ['cut short', async (path) => truncate(path, 1), /is damaged: copy the bundle again/],
  ['removed', async (path) => rm(path), /is missing/],
  [
    'a folder',
    async (path) => {
      await rm(path);
      await mkdir(path);
    },
    /is missing/,
  ],
  [
    'one that has moved',
    async (path) => {
      await rename(path, `${path}.old`);
      await writeFile(path, EVIL);
    },
    /\.old is not part of this bundle/,
  ],
  [
    'a hard link to something else',
    async (path) => {
      await rm(path);
      await writeFile(`${path}.made`, EVIL);
      await link(`${path}.made`, path);
      await rm(`${path}.made`);
    },
    /is damaged: copy the bundle again/,
  ],
];

test.each(DAMAGES)(
  'every file of a bundle that is %s is refused by install.sh and by verify',
  async (_what, damage, said) => {
    await using mac = await machineWithBundle();
    const files = await filesIn(mac);
    expect(files).toEqual(expect.arrayContaining(['brewpull.lock.json', 'receipts/receipt.json']));
    const expectRefusal = async (names: readonly string[], ...args: readonly string[]) => {
      for (const name of names) await damage(at(mac, name));
      const ended = await install(mac, ...args);
      for (const name of names) expect(ended.stderr).toContain(name);
      expect(ended.stderr).toMatch(said);
      expect(ended.code).toBe(4);
      const found = (await verifyBundle(at(mac))).map(({ file }) => file).join('\n');
      for (const name of names) expect(found).toContain(name);
      await restore(mac);
    };
    await expectRefusal(files, '--check');
    for (const name of ['bundle.json', BOTTLE, SIDECAR, FORMULA, STUB]) await expectRefusal([name]);
    expect((await mac.calls()).filter((call) => call !== 'config')).toEqual([]);
  },
);

test('whatever is changed after the check, brew and its scripts get what was checked', async () => {
  await using mac = await machineWithBundle();
  const brew = join(mac.prefix, 'bin/brew');
  const text = await readFile(brew, 'utf8');
  const files = (await filesIn(mac)).filter((name) => !name.startsWith('bottles/'));
  // The first call of brew that needs Ruby comes after the check: here it acts as someone else who can write there.
  const swaps = files.map((name) => `echo '${EVIL.trim()}' >'${at(mac, name)}'`);
  const attack = [
    '[ ! -d "${HOMEBREW_CACHE-}/Formula" ] ||',
    `  cat "$HOMEBREW_CACHE"/Formula/*.rb "$HOMEBREW_CACHE"/../bundle/installer/*/*/* >>'${mac.folder}/seen' 2>/dev/null`,
    'if [ "${1-}" = config ]; then',
    ...swaps,
    'fi',
    '',
  ];
  await writeFile(brew, text.replace('set -u\n', `set -u\n${attack.join('\n')}`));
  const ended = await install(mac, '--offline-brew');
  expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('1 installed') });
  const seen = await readFile(join(mac.folder, 'seen'), 'utf8');
  expect(seen).toContain('class Cmake');
  expect(seen + ended.stdout + ended.stderr).not.toContain('pwned');
  expect(await readFile(at(mac, files[0] ?? ''), 'utf8')).toBe(EVIL);
});
