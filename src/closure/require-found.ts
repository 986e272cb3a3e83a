import { CaskError } from '../core/cask-error.ts';
import { FormulaNotFoundError, NoBottleError, type BrewpullError } from '../core/errors.ts';
import { Misses } from '../core/several-errors.ts';
import { unreachable } from '../core/unreachable.ts';
import { parseAskedFormula } from '../history/tap/asked-formula.ts';
import { formatFormulaRef } from '../history/tap/formula-ref.ts';
import type { ClosureTools } from './closure-request.ts';
import type { FoundBottle, NotAFormula, Resolution } from '../bottle/resolve/resolution.ts';
import {
  describeNearest,
  nameMissed,
  whereAllIsListed,
} from '../bottle/resolve/what-can-be-asked.ts';

/** Returns the bottle of an answer, or throws the error that explains its absence. */
export function requireFound(resolution: Resolution | undefined, name: string): FoundBottle {
  if (resolution === undefined) throw new Error(`Internal error: ${name} was not resolved`);
  if (resolution.status === 'found') return resolution;
  throw explainMiss(resolution);
}

/** Returns the bottles of answers, in their order. Throws everything that is missing at once. */
export function requireAllFound(
  answers: readonly { readonly resolution: Resolution | undefined; readonly name: string }[],
): readonly FoundBottle[] {
  const misses = new Misses();
  const found: FoundBottle[] = [];
  for (const { resolution, name } of answers) {
    if (resolution === undefined) throw new Error(`Internal error: ${name} was not resolved`);
    if (resolution.status === 'found') found.push(resolution);
    else misses.add(explainMiss(resolution));
  }
  misses.throwIfAny();
  return found;
}

/** Resolves all names and returns their bottles, in their order. Throws everything that is missing at once. */
export async function requireAll(
  { brewpull, target, exactOnly }: Pick<ClosureTools, 'brewpull' | 'target' | 'exactOnly'>,
  names: readonly string[],
): Promise<readonly FoundBottle[]> {
  const resolutions = await brewpull.resolve({ names, targets: [target], exactOnly });
  return requireAllFound(names.map((name, index) => ({ name, resolution: resolutions[index] })));
}

/** Makes the error for an answer without a bottle, with what there is instead. */
export function explainMiss(resolution: Exclude<Resolution, FoundBottle>): BrewpullError {
  switch (resolution.status) {
    case 'failed':
      return resolution.error;
    case 'no-bottle': {
      const { formula: name, tap, target, prebuilt } = resolution;
      if (prebuilt === undefined) {
        return new NoBottleError(
          `${nameMissed(resolution)} has no bottle for ${target.bottleTag}${searchedFrom(resolution)}`,
          {
            hint: [describeNearest(resolution), whereAllIsListed(resolution)]
              .filter(Boolean)
              .join(' '),
          },
        );
      }
      return new NoBottleError(
        `${name} has no bottle for ${target.bottleTag}; its formula downloads a file that is ready to run`,
        {
          hint: `Fetch that by itself: brewpull pull ${formatFormulaRef({ tap, name })} --prebuilt.`,
        },
      );
    }
    case 'not-a-formula':
      return notAFormula(resolution);
    default:
      return unreachable(resolution);
  }
}

/** Makes the error for a name that no formula has, with the likeliest next step. */
export function notAFormula(answer: NotAFormula): BrewpullError {
  const { requested, where, suggestions, hint, cask } = answer;
  if (cask !== undefined) {
    return new CaskError(formatFormulaRef(parseAskedFormula(requested)), cask);
  }
  const elsewhere =
    'Look the name up on https://formulae.brew.sh: some contain a version, such as python@3.13; one from another tap is user/tap/name.';
  const near = `Did you mean ${suggestions.join(', ')}?`;
  return new FormulaNotFoundError(requested.replace(/=.*/, ''), where, {
    suggestions,
    hint: suggestions.length > 0 ? near : (hint ?? elsewhere),
  });
}

function searchedFrom({ searched }: Extract<Resolution, { status: 'no-bottle' }>): string {
  if (searched.in === 'registry') return ' in the registry';
  return searched.from === undefined ? '' : ` in the history from ${searched.from.slice(0, 10)} on`;
}
