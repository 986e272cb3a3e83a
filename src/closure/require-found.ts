import {
  CaskError,
  FormulaNotFoundError,
  NoBottleError,
  type BrewpullError,
} from '../core/errors.ts';
import { formatFormulaRef } from '../history/tap/formula-ref.ts';
import type { FoundBottle, Resolution } from '../bottle/resolve/resolution.ts';

/** Gives the bottle of an answer. Throws what there is instead. */
export function requireFound(resolution: Resolution | undefined, name: string): FoundBottle {
  if (resolution === undefined) throw new Error(`Internal error: ${name} was not resolved`);
  if (resolution.status === 'found') return resolution;
  throw explainMiss(resolution);
}

/** Gives what there is instead of a bottle. */
export function explainMiss(resolution: Exclude<Resolution, FoundBottle>): BrewpullError {
  switch (resolution.status) {
    case 'failed':
      return resolution.error;
    case 'no-bottle': {
      const { formula: name, tap, target, prebuilt } = resolution;
      if (prebuilt === undefined) {
        return new NoBottleError(
          `${name} has no bottle for ${target.bottleTag}${searchedFrom(resolution)}`,
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
      if (resolution.cask !== undefined) {
        return new CaskError(resolution.requested, resolution.cask);
      }
      return new FormulaNotFoundError(resolution.requested, resolution.where, {
        suggestions: resolution.suggestions,
        hint:
          resolution.suggestions.length === 0
            ? undefined
            : `Did you mean ${resolution.suggestions.join(', ')}?`,
      });
    default:
      throw new Error('Internal error: an answer of no kind');
  }
}

function searchedFrom({ searched }: Extract<Resolution, { status: 'no-bottle' }>): string {
  if (searched.in === 'registry') return ' in the registry';
  return searched.from === undefined ? '' : ` in the history from ${searched.from.slice(0, 10)} on`;
}
