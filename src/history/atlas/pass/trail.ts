/** Follows one path back through the changes that one pass over the history finds, newest first. */
export class Trail {
  #expected: string | undefined;
  #branch: { readonly number: number; readonly oids: Set<string | undefined> } | undefined;

  /** `oid` is what the path holds in the newest state; undefined if nothing. */
  constructor(oid: string | undefined) {
    this.#expected = oid;
  }

  /** What the path held before the oldest change that counted; undefined if nothing. */
  get expected(): string | undefined {
    return this.#expected;
  }

  /**
   * Takes the oids of the next older change; returns false if its result is not what the next newer change began with. `branch`
   * is the branch it was made on, undefined for the main line. Also returns false if a branch comes back to what it had: git's
   * simplified history leaves that out, and a line cannot.
   */
  follow(
    change: { readonly oldOid: string | undefined; readonly newOid: string | undefined },
    branch: number | undefined,
  ): boolean {
    if (change.newOid !== this.#expected) return false;
    const before = change.oldOid === undefined ? undefined : ownText(change.oldOid);
    if (branch === undefined) {
      this.#branch = undefined;
    } else {
      if (this.#branch?.number !== branch) {
        this.#branch = { number: branch, oids: new Set([this.#expected]) };
      }
      if (this.#branch.oids.has(before)) return false;
      this.#branch.oids.add(before);
    }
    this.#expected = before;
    return true;
  }
}

/** Copies a text: a slice would keep the whole text it came from in memory, here about 64 kB of the log for each path. */
export function ownText(text: string): string {
  return Buffer.from(text).toString();
}
