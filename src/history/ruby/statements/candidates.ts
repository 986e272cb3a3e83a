/**
 * The values a setting may have at the end of a formula: one when every statement that sets it is known to be reached,
 * more when some are under a test that cannot be decided.
 */
export class Candidates<T> {
  #items: readonly T[] = [];
  #isCertain = false;

  /** Takes what one statement says. `isLive` tells whether it is reached; statements that are not are ignored. */
  set(item: T, isLive: boolean | undefined): void {
    if (isLive === false) return;
    this.#items = isLive === true ? [item] : [...this.#items, item];
    this.#isCertain ||= isLive === true;
  }

  /** All that the value may be, the last one last. */
  get items(): readonly T[] {
    return this.#items;
  }

  /** Whether the value is set at all, whatever the undecided tests answer. */
  get isCertain(): boolean {
    return this.#isCertain;
  }
}
