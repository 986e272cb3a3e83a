import { readdir, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { Hex } from '../../../core/digest.ts';
import type { SumsByPath } from '../file/tree-sums.ts';
import type { MirrorContents } from '../file/mirror-schema.ts';
import type { TreeWriter } from './tree-writer.ts';

/** The folders that hold only what brewpull puts there. */
const OWN_FOLDERS = ['v2', 'sidecars', 'formulae', 'core-tap', 'answers'];

/** Removes bottles from a description that serve no target and that no lock names. Pure. */
export function withoutUnused(contents: MirrorContents, locked: ReadonlySet<Hex>): MirrorContents {
  const bottles = contents.bottles.filter(
    ({ targets, sha256 }) => targets.length > 0 || locked.has(sha256),
  );
  return { ...contents, bottles };
}

/** What was removed from a tree. */
export interface Pruned {
  readonly files: number;
  readonly sizeBytes: number;
}

/**
 * Removes every file of the tree that its sums do not list; `removed` is what was already removed, and is included in the result.
 * Throws `StoreError`.
 */
export async function pruneFiles(
  tree: TreeWriter,
  sums: Pick<SumsByPath, 'has'>,
  removed: Pruned,
): Promise<Pruned> {
  const strays: string[] = [];
  for (const folder of OWN_FOLDERS) {
    for (const name of await tree.list(folder)) if (!sums.has(name)) strays.push(name);
  }
  const { files, sizeBytes } = await removeFiles(tree, strays);
  return { files: files + removed.files, sizeBytes: sizeBytes + removed.sizeBytes };
}

/** Removes files of a tree, and the folders that this leaves empty. Throws `StoreError`. */
export async function removeFiles(tree: TreeWriter, names: Iterable<string>): Promise<Pruned> {
  let files = 0;
  let sizeBytes = 0;
  for (const name of names) {
    sizeBytes += tree.sizeOf(name) ?? 0;
    files += 1;
    await tree.remove(name);
    await removeEmpty(tree.pathOf(dirname(name)), tree.directory);
  }
  return { files, sizeBytes };
}

async function removeEmpty(folder: string, top: string): Promise<void> {
  for (let each = folder; each !== top; each = dirname(each)) {
    try {
      if ((await readdir(each)).length > 0) return;
      await rmdir(each);
    } catch {
      // A leftover folder does no harm.
      return;
    }
  }
}
