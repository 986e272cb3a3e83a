import { notAFormula } from '../../../closure/require-found.ts';
import { type BrewpullError, NoBottleError } from '../../../core/errors.ts';
import { unreachable } from '../../../core/unreachable.ts';
import { CORE_TAP, formatFormulaRef } from '../../../history/tap/formula-ref.ts';
import type { NoBottle, Resolution } from '../../../bottle/resolve/resolution.ts';
import { batchExitCode, EXIT, exitCodeOf } from '../../exit-code.ts';
import type { Session } from '../../session.ts';
import { renderError } from '../../render/error.ts';
import { describeNearest, whereAllIsListed } from '../../../bottle/resolve/what-can-be-asked.ts';
import { formatNoBottle } from './resolution-text.ts';

/** Reports on standard error, for each formula without an answer, what is wrong, why, and what to do. */
export function reportProblems(results: readonly Resolution[], session: Session): void {
  for (const result of results) {
    const error = problemOf(result);
    if (error === undefined) continue;
    const text = renderError(error, session.errorStyle, { debug: session.verbosity.debug });
    session.progress.sayLines(text);
  }
}

/** Returns the exit code of a batch of answers. */
export function exitCodeOfResolutions(results: readonly Resolution[]): number {
  return batchExitCode(
    results.map((result) => {
      const error = problemOf(result);
      return error === undefined ? EXIT.done : exitCodeOf(error.code);
    }),
  );
}

function hintWithoutBottle(missed: NoBottle): string {
  const { prebuilt, cask, tap, formula, source, wanted } = missed;
  const name = formatFormulaRef({ tap, name: formula });
  if (prebuilt !== undefined) {
    return `That file is ready to run: brewpull pull ${name} --prebuilt fetches and verifies it.`;
  }
  const other = describeNearest(missed);
  if (cask !== undefined && other === undefined) {
    return `It is a cask of ${cask} now, and casks have no bottles.`;
  }
  if (other !== undefined || wanted !== undefined) {
    return [other, whereAllIsListed(missed), isWhole(source) ? undefined : syncFor(tap)]
      .filter(Boolean)
      .join(' ');
  }
  if (!isWhole(source)) return syncFor(tap);
  return tap === CORE_TAP
    ? 'Homebrew never built it; build it from source on the Mac.'
    : `Its tap has built none; brew install ${name} on the Mac does what its formula says.`;
}

/** Returns whether the answer has the whole history behind it, as from a clone. */
function isWhole(source: NoBottle['source']): boolean {
  return source === undefined || source.kind === 'git';
}

function syncFor(tap: string): string {
  return `For the whole history, run brewpull sync${tap === CORE_TAP ? '' : ` --tap ${tap}`}.`;
}

/** Returns the error for a question without an answer; undefined if it was answered. */
export function problemOf(result: Resolution): BrewpullError | undefined {
  switch (result.status) {
    case 'found':
      return undefined;
    case 'failed':
      return result.error;
    case 'no-bottle':
      return new NoBottleError(formatNoBottle(result), { hint: hintWithoutBottle(result) });
    case 'not-a-formula':
      return notAFormula(result);
    default:
      return unreachable(result);
  }
}
