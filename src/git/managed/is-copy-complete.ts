import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { BRANCH } from './copy.ts';

/** Returns whether a copy is complete, so that it can be read. */
export async function isCopyComplete(path: string): Promise<boolean> {
  if (await isThere(join(path, 'shallow'))) {
    const config = await readFile(join(path, 'config'), 'utf8').catch(() => '');
    // Git indents with a tab, and adds later settings below.
    if (!/^\[brewpull\]\n(?:\t\w+ = .*\n)*?\tcutOff = true$/m.test(config)) return false;
  }
  return hasBranch(path);
}

/** Returns whether a copy has its branch. */
export async function hasBranch(path: string): Promise<boolean> {
  const packed = await readFile(join(path, 'packed-refs'), 'utf8').catch(() => '');
  return packed.includes(` ${BRANCH}\n`) || isThere(join(path, BRANCH));
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
