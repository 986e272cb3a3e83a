import {
  AbortedError,
  BrewpullError,
  NetworkError,
  OfflineError,
  RateLimitedError,
  StoreError,
} from '../../../core/errors.ts';

/** This many failures in a row mean that the network is gone, not just one server. */
const MOST_UNREACHED = 3;

/**
 * Decides when there is no point in continuing: the disk is full, the registry asks to wait, or the network is gone. What would
 * hit the whole run is hit only once.
 */
export class RunEnd {
  #cause: BrewpullError | undefined;
  #unreached = 0;

  /** Undefined while the run continues. */
  get cause(): BrewpullError | undefined {
    return this.#cause;
  }

  /** Records that something could be reached. */
  noteSuccess(): void {
    this.#unreached = 0;
  }

  /** Records the failure of one bottle and returns it. Throws any error that is not brewpull's, and {@link AbortedError}. */
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
