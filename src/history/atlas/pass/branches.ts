import type { LogEntry } from '../../../git/log-parser.ts';

/** Tells the commits of the first-parent line from those that merges brought in, as commits are fed in, newest first. */
export class Branches {
  /** Commits still to come, each with the age of the oldest main-line commit that has it in its history. */
  readonly #coming = new Map<string, number>();
  #mainLine: string | undefined;

  /** Takes the next commit; returns the age of the merge that brought it in, undefined for the main line. */
  take({ commit: { oid }, parents }: LogEntry, age: number): number | undefined {
    const isMain = this.#mainLine === undefined || this.#mainLine === oid;
    const merge = isMain ? age : (this.#coming.get(oid) ?? age);
    this.#coming.delete(oid);
    if (isMain) this.#mainLine = parents[0] ?? '';
    for (const parent of parents) {
      if (parent === this.#mainLine) continue;
      this.#coming.set(parent, Math.max(merge, this.#coming.get(parent) ?? merge));
    }
    return isMain ? undefined : merge;
  }
}
