import { type BrewpullError, FormulaNotFoundError, NoBottleError } from '../../core/errors.ts';
import { unreachable } from '../../core/unreachable.ts';
import type { Resolution } from '../../usecases/resolve/resolution.ts';
import { batchExitCode, EXIT, exitCodeOf } from '../exit-code.ts';
import type { Session } from '../session.ts';
import { renderError } from './error.ts';
import { sayNearest, sayNoBottle } from './resolution-text.ts';

/** Says on standard error, for each formula without an answer, what is wrong, why, and what to do. */
export function reportProblems(results: readonly Resolution[], session: Session): void {
  for (const result of results) {
    const error = problemOf(result);
    if (error === undefined) continue;
    const text = renderError(error, session.errorStyle, { debug: session.verbosity.debug });
    session.progress.say(text.trimEnd());
  }
}

/** Gives the exit code of a batch of answers. */
export function exitCodeOfResolutions(results: readonly Resolution[]): number {
  return batchExitCode(
    results.map((result) => {
      const error = problemOf(result);
      return error === undefined ? EXIT.done : exitCodeOf(error.code);
    }),
  );
}

/** Gives what stands between a question and its answer; undefined when it was answered. */
export function problemOf(result: Resolution): BrewpullError | undefined {
  switch (result.status) {
    case 'found':
      return undefined;
    case 'failed':
      return result.error;
    case 'no-bottle':
      return new NoBottleError(sayNoBottle(result), {
        hint:
          sayNearest(result.nearest) ?? 'Homebrew never built it; build it from source on the Mac.',
      });
    case 'not-a-formula': {
      const { requested, where, suggestions, hint } = result;
      return new FormulaNotFoundError(requested, where, {
        suggestions,
        hint:
          suggestions.length > 0
            ? `Did you mean ${suggestions.join(', ')}?`
            : (hint ??
              'Look the name up on https://formulae.brew.sh; one of another tap is user/tap/name.'),
      });
    }
    default:
      return unreachable(result);
  }
}
