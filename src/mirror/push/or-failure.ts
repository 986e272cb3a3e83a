import { AbortedError, BrewpullError } from '../../core/errors.ts';

/** Returns the error of work that failed, so that other work continues. Throws when interrupted. */
export async function orFailure<Result>(work: Promise<Result>): Promise<Result | BrewpullError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof BrewpullError && !(error instanceof AbortedError)) return error;
    throw error;
  }
}
