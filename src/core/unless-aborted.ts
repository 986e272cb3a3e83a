import { AbortedError, BrewpullError } from './errors.ts';

/**
 * Turns one of brewpull's errors into undefined, for work that can do without the result: `reading.catch(unlessAborted)`.
 * Throws every other error, and {@link AbortedError}.
 */
export function unlessAborted(error: unknown): undefined {
  if (error instanceof BrewpullError && !(error instanceof AbortedError)) return undefined;
  throw error;
}
