import type { Hex } from '../../../core/digest.ts';
import { parseLock } from '../../../lock/file/lock-schema.ts';
import type { TreeWriter } from './tree-writer.ts';

/**
 * Reads which bottles the locks in a mirror name. Throws `InvalidFileError` if one is damaged, since what it names is then
 * unknown.
 */
export async function readLockedSums(tree: TreeWriter): Promise<ReadonlySet<Hex>> {
  const sums = new Set<Hex>();
  for (const name of await tree.list('locks')) {
    const { targets } = parseLock(await tree.read(name), tree.pathOf(name));
    for (const { bottles } of targets) for (const { sha256 } of bottles) sums.add(sha256);
  }
  return sums;
}
