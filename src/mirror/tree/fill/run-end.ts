import {
  AbortedError,
  BrewpullError,
  NetworkError,
  OfflineError,
  RateLimitedError,
  StoreError,
} from '../../../core/errors.ts';

/** So many in a row: then the network is gone, and not one server. */
const MOST_UNREACHED = 3;

/**
 * Knows when it is no use to continue: the disk is full, the registry asks to wait, or the network is gone. What all of a run would
 * meet is met once.
 */
export class RunEnd {
  #cause: BrewpullError | undefined;
  #unreached = 0;

  /** Undefined while the run continues. */
  get cause(): BrewpullError | undefined {
    return this.#cause;
  }

  /** Notes that something was reached. */
  noteSuccess(): void {
    this.#unreached = 0;
  }

  /** Takes what one bottle met, and gives it back. Throws what is none of brewpull's errors, and {@link AbortedError}. */
  noteFailure(error: unknown): BrewpullError {
    if (!(error instanceof BrewpullError) || error instanceof AbortedError) throw error;
    this.#unreached = error instanceof NetworkError ? this.#unreached + 1 : 0;
    const isEnd =
      error instanceof RateLimitedError ||
      error instanceof StoreError ||
      error instanceof OfflineError ||
      this.#unreached >= MOST_UNREACHED;
    if (isEnd) this.#cause ??= error;
    return error;
  }
}
