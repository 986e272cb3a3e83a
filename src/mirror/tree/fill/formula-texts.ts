import type { MirrorBottle } from '../file/mirror-schema.ts';
import { CORE_TAP } from '../../../core/formula-key.ts';
import { treeFormulaPath, treeSidecarPath } from '../file/tree-layout.ts';
import type { TreeWriter } from './tree-writer.ts';

/** What a text is filed under, and what decides between two of them. */
type TextOf = Pick<MirrorBottle, 'tap' | 'formula' | 'pkgVersion' | 'rebuild' | 'bottleTag'>;

/**
 * Puts formula texts and sidecars into the tree. Bottles of one version share a text; rebuilds and formulae of the same name in
 * several taps share a sidecar. If theirs differ, the one of homebrew/core wins, then that of the highest rebuild, then that of
 * the last bottle tag, no matter which comes first or which run fetched it.
 */
export class FormulaTexts {
  readonly #tree: TreeWriter;
  readonly #ranks = new Map<string, string>();
  readonly #writes = new Map<string, Promise<void>>();

  /** `held` are the bottles that the tree has. */
  constructor(tree: TreeWriter, held: Iterable<MirrorBottle>) {
    this.#tree = tree;
    for (const bottle of held) {
      if (bottle.hasFormula) this.#outranks(treeFormulaPath(bottle), bottle);
      this.#outranks(treeSidecarPath(bottle), bottle);
    }
  }

  /** Writes a text unless the tree has one that outranks it. Throws `StoreError`. */
  async write(bottle: TextOf, text: Uint8Array): Promise<void> {
    await this.#writeInTurn(treeFormulaPath(bottle), bottle, text);
  }

  /** Writes a sidecar unless the tree has one that outranks it. Throws `StoreError`. */
  async writeSidecar(bottle: TextOf, text: Uint8Array): Promise<void> {
    await this.#writeInTurn(treeSidecarPath(bottle), bottle, text);
  }

  async #writeInTurn(path: string, bottle: TextOf, text: Uint8Array): Promise<void> {
    // One after the other, because the last file to be renamed wins.
    const write = this.#writeAfter(this.#writes.get(path), path, () =>
      this.#outranks(path, bottle) ? text : undefined,
    );
    this.#writes.set(path, write);
    try {
      await write;
    } finally {
      if (this.#writes.get(path) === write) this.#writes.delete(path);
    }
  }

  async #writeAfter(
    before: Promise<void> | undefined,
    path: string,
    choose: () => Uint8Array | undefined,
  ): Promise<void> {
    // An earlier failure is reported to its own caller.
    await Promise.allSettled([before]);
    const text = choose();
    if (text !== undefined) await this.#tree.write(path, text);
  }

  #outranks(path: string, { tap, rebuild, bottleTag }: TextOf): boolean {
    const isCore = tap === CORE_TAP ? 1 : 0;
    const rank = `${isCore} ${String(rebuild).padStart(6, '0')} ${bottleTag} ${tap}`;
    if (rank < (this.#ranks.get(path) ?? '')) return false;
    this.#ranks.set(path, rank);
    return true;
  }
}
