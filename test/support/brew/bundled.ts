import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundleItem } from '../../../src/bundle/file/gathered-bundle.ts';
import { writeBundle } from '../../../src/bundle/make/write-bundle.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { makeBottle, type BottleWish } from './bottle.ts';
import type { Ended, Machine } from './machine.ts';

/** A test run may name its bash, since macOS has 3.2. */
export const BASH = process.env['BREWPULL_TEST_BASH'] ?? 'bash';

/** Puts a bundle of these bottles next to a machine, as the folder `bundle`, replacing an earlier one. */
export async function layBundle(
  mac: Machine,
  target: string,
  ...wishes: readonly BottleWish[]
): Promise<void> {
  const items: BundleItem[] = [];
  for (const wish of wishes) {
    items.push(await makeBottle(join(mac.folder, 'cache'), { bottleTag: target, ...wish }));
  }
  await rm(join(mac.folder, 'bundle'), { recursive: true, force: true });
  await writeBundle(
    { targets: [{ target: parseTargetTag(target), items }], lock: undefined, receipts: [] },
    { path: join(mac.folder, 'bundle'), format: 'folder' },
  );
}

/** Runs `install.sh` of the bundle that {@link layBundle} laid. */
export async function runInstaller(mac: Machine, ...args: readonly string[]): Promise<Ended> {
  return mac.run([BASH, join(mac.folder, 'bundle/install.sh'), ...args]);
}
