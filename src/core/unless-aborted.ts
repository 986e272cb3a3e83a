import { AbortedError, BrewpullError } from './errors.ts';

/** Lets work do without what one of brewpull's errors kept from it: `reading.catch(unlessAborted)`. Throws every other error, and {@link AbortedError}. */
export function unlessAborted(error: unknown): undefined {
  if (error instanceof BrewpullError && !(error instanceof AbortedError)) return undefined;
  throw error;
}
