/**
 * The values a setting may have at the end of a formula: one if every statement that sets it is known to be reached,
 * more if some are under a test that cannot be decided.
 */
export class Candidates<T> {
  #items: readonly T[] = [];
  #isCertain = false;

  /** Adds the value that one statement sets. `isLive` says whether it is reached; statements that are not are ignored. */
  set(item: T, isLive: boolean | undefined): void {
    if (isLive === false) return;
    this.#items = isLive === true ? [item] : [...this.#items, item];
    this.#isCertain ||= isLive === true;
  }

  /** All possible values, in the order of the file. */
  get items(): readonly T[] {
    return this.#items;
  }

  /** Whether the value is certainly set, no matter how the undecided tests turn out. */
  get isCertain(): boolean {
    return this.#isCertain;
  }
}
