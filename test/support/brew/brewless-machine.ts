import { cp, readdir, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { writeBundle } from '../../../src/bundle/make/write-bundle.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { makeBottle, type BottleWish } from './bottle.ts';
import { addBrewSource, type BrewSource } from './brew-source.ts';
import { Machine, type Ended, type MachineOptions } from './machine.ts';

const BASH = process.env['BREWPULL_TEST_BASH'] ?? 'bash';
const EDITOR = { formula: 'editor', pkgVersion: '9.0' };
/** The brew that the bundle brings. */
export const SOURCE = { tag: '4.6.10' };

/** What the machine is like, and what the bundle brings. */
export interface BrewlessWish extends MachineOptions {
  readonly target?: string;
  readonly source?: BrewSource;
  readonly bottles?: readonly BottleWish[];
}

/** Makes a machine without a brew, and a bundle that brings one; both have spaces in their paths. */
export async function machineWithout(wish: BrewlessWish = {}): Promise<Machine> {
  const { target = 'big_sur', source = SOURCE, bottles = [EDITOR], ...options } = wish;
  const mac = await Machine.create(options);
  await rm(mac.prefix, { recursive: true });
  const items = [];
  for (const bottle of bottles) {
    items.push(await makeBottle(join(mac.folder, 'cache'), { bottleTag: target, ...bottle }));
  }
  const targets = [{ target: parseTargetTag(target), items }];
  const linked = join(mac.folder, 'linked');
  await writeBundle({ targets, lock: undefined, receipts: [] }, { path: linked, format: 'folder' });
  await cp(linked, join(mac.folder, 'the bundle'), { recursive: true });
  await addBrewSource(join(mac.folder, 'the bundle'), target, source);
  return mac;
}

/** Returns a path below the prefix that the tests use. */
export const at = (mac: Machine, ...names: readonly string[]): string =>
  join(mac.folder, 'my brew', ...names);

/** Runs the installer of the bundle with `--brew-prefix`. */
export async function install(mac: Machine, ...args: readonly string[]): Promise<Ended> {
  const script = join(mac.folder, 'the bundle/install.sh');
  return mac.run([BASH, script, '--brew-prefix', at(mac), ...args]);
}

/** Lists the names in a folder; none if it does not exist. */
export async function there(path: string): Promise<readonly string[]> {
  const names: readonly string[] = await readdir(path).catch(() => []);
  return names.toSorted();
}

/** Expects a brew that was laid down completely, and no leftovers of the run. */
export async function isWhole(mac: Machine): Promise<void> {
  expect(await readlink(at(mac, 'bin/brew'))).toBe('../Homebrew/bin/brew');
  const vendor = at(mac, 'Homebrew/Library/Homebrew/vendor/portable-ruby');
  expect(await readlink(join(vendor, 'current'))).toBe('3.4.5');
  expect((await there(at(mac, 'Homebrew'))).filter((name) => name.startsWith('.'))).toEqual([
    '.gitignore',
  ]);
  expect(await there(join(mac.folder, 'tmp'))).toEqual([]);
}
