import { posix } from 'node:path';

import type { Repository } from '../../git/repository.ts';
import type { TreeEntry } from '../../git/tree.ts';
import { FORMULA_FOLDERS } from './formula-path.ts';

/** Where one formula is in one state of a tap. */
export interface FormulaFile {
  readonly path: string;
  readonly blob: string;
  /** A symbolic link to another formula. */
  readonly isLink: boolean;
}

/** The formulae of one state of a tap. */
export interface TapFiles {
  /** The folder they are in; empty for the root. */
  readonly folder: string;
  /** Whether the folder has a folder for each first character, as homebrew-core has since August 2023. */
  readonly isSharded: boolean;
  readonly formulae: ReadonlyMap<string, FormulaFile>;
}

/** A folder deeper than this holds no formula of any tap known. */
const DEEPEST = 4;

/** Lists the formulae of a tap at a commit: a tree object for each folder, about ten milliseconds for homebrew-core. */
export async function listTapFiles(repository: Repository, commit: string): Promise<TapFiles> {
  const { folder, entries } = await readFormulaFolder(repository, commit);
  const formulae = new Map<string, FormulaFile>();
  const collect = async (
    tree: readonly TreeEntry[],
    path: string,
    depth: number,
  ): Promise<void> => {
    const trees = folder === '' || depth === DEEPEST ? [] : tree.filter(isTree);
    const below = trees.map(async ({ name, oid }) => {
      const children = (await repository.listTree(oid)) ?? [];
      await collect(children, posix.join(path, name), depth + 1);
    });
    for (const { name, kind, oid } of tree) {
      if ((kind !== 'file' && kind !== 'link') || !name.endsWith('.rb')) continue;
      const file = { path: posix.join(path, name), blob: oid, isLink: kind === 'link' };
      formulae.set(name.slice(0, -'.rb'.length), file);
    }
    await Promise.all(below);
  };
  await collect(entries, folder, 0);
  const isSharded = folder !== '' && entries.some((each) => isTree(each) && each.name === 'lib');
  return { folder, isSharded, formulae };
}

/** Rule: potential_formula_dirs in Library/Homebrew/tap.rb:967 at aad366ffaf. */
async function readFormulaFolder(
  repository: Repository,
  commit: string,
): Promise<{ readonly folder: string; readonly entries: readonly TreeEntry[] }> {
  for (const folder of FORMULA_FOLDERS) {
    const entries = await repository.listTree(`${commit}:${folder}`);
    if (entries !== undefined) return { folder, entries };
  }
  return { folder: '', entries: (await repository.listTree(`${commit}:`)) ?? [] };
}

function isTree({ kind }: TreeEntry): boolean {
  return kind === 'tree';
}
