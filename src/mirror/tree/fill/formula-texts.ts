import type { MirrorBottle } from '../file/mirror-schema.ts';
import { treeFormulaPath } from '../file/tree-layout.ts';
import type { TreeWriter } from './tree-writer.ts';

/** What a text is put under, and what decides between two. */
type TextOf = Pick<MirrorBottle, 'tap' | 'formula' | 'pkgVersion' | 'rebuild' | 'bottleTag'>;

/**
 * Puts texts of formulae into the tree. Bottles of one version share one, and theirs can differ: that of the highest rebuild counts, then
 * that of the last bottle tag, whichever comes first and whichever run fetched it.
 */
export class FormulaTexts {
  readonly #tree: TreeWriter;
  readonly #ranks = new Map<string, string>();
  readonly #writes = new Map<string, Promise<void>>();

  /** `held` are bottles that the tree has. */
  constructor(tree: TreeWriter, held: Iterable<MirrorBottle>) {
    this.#tree = tree;
    for (const bottle of held) if (bottle.hasFormula) this.#outranks(bottle);
  }

  /** Writes a text unless the tree has one that counts more. Throws `StoreError`. */
  async write(bottle: TextOf, text: Uint8Array): Promise<void> {
    const path = treeFormulaPath(bottle);
    // One after the other: the last to be renamed stays.
    const write = this.#writeAfter(this.#writes.get(path), bottle, text);
    this.#writes.set(path, write);
    try {
      await write;
    } finally {
      if (this.#writes.get(path) === write) this.#writes.delete(path);
    }
  }

  async #writeAfter(
    before: Promise<void> | undefined,
    bottle: TextOf,
    text: Uint8Array,
  ): Promise<void> {
    // What failed before is told where it was asked for.
    await Promise.allSettled([before]);
    if (this.#outranks(bottle)) await this.#tree.write(treeFormulaPath(bottle), text);
  }

  #outranks(bottle: TextOf): boolean {
    const path = treeFormulaPath(bottle);
    const rank = `${String(bottle.rebuild).padStart(6, '0')} ${bottle.bottleTag}`;
    if (rank < (this.#ranks.get(path) ?? '')) return false;
    this.#ranks.set(path, rank);
    return true;
  }
}
