import { BrewpullError, type ErrorCode } from './errors.ts';

/** Several failures of one question, none of which hides another. Its code is the one they share, else the first one's. */
export class SeveralErrors extends BrewpullError {
  readonly code: ErrorCode;
  readonly errors: readonly BrewpullError[];

  constructor(errors: readonly [BrewpullError, ...BrewpullError[]]) {
    const [first] = errors;
    const hints = new Set(errors.flatMap(({ hint }) => hint ?? []));
    const hint = hints.size === 0 ? undefined : [...hints].join(' ');
    super(errors.map(({ message }) => message).join('; '), { cause: first, hint });
    this.code = first.code;
    this.errors = errors;
  }
}

/** Collects what is missing, so that one run reports all of it. */
export class Misses {
  readonly #errors = new Map<string, BrewpullError>();

  /** Adds a failure; the same one for several targets counts once. */
  add(error: BrewpullError): void {
    const errors = error instanceof SeveralErrors ? error.errors : [error];
    for (const each of errors) this.#errors.set(each.message, each);
  }

  /** Throws what was added; a single failure is thrown as is. */
  throwIfAny(): void {
    const [first, ...others] = this.#errors.values();
    if (first === undefined) return;
    throw others.length === 0 ? first : new SeveralErrors([first, ...others]);
  }
}

/**
 * Does `work` for each item, one after the other. If something is missing for one (no formula of that name, no bottle), the
 * others are still tried; all that is missing is thrown at the end, any other failure at once.
 */
export async function forEachOrMisses<T, R>(
  all: Iterable<T>,
  work: (one: T) => Promise<R>,
): Promise<readonly R[]> {
  const misses = new Misses();
  const results: R[] = [];
  for (const one of all) {
    try {
      results.push(await work(one));
    } catch (error) {
      if (!isMiss(error)) throw error;
      misses.add(error);
    }
  }
  misses.throwIfAny();
  return results;
}

function isMiss(error: unknown): error is BrewpullError {
  if (error instanceof SeveralErrors) return error.errors.every(isMiss);
  return (
    error instanceof BrewpullError &&
    (error.code === 'FORMULA_NOT_FOUND' || error.code === 'NO_BOTTLE')
  );
}
