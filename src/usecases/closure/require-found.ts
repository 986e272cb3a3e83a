import { FormulaNotFoundError, NoBottleError, type BrewpullError } from '../../core/errors.ts';
import type { FoundBottle, Resolution } from '../resolve/resolution.ts';

/** Gives the bottle of an answer. Throws what stands in its place. */
export function requireFound(resolution: Resolution | undefined, name: string): FoundBottle {
  if (resolution === undefined) throw new Error(`Internal error: ${name} was not resolved`);
  if (resolution.status === 'found') return resolution;
  throw whyNot(resolution);
}

/** Gives what stands in the place of a bottle. */
export function whyNot(resolution: Exclude<Resolution, FoundBottle>): BrewpullError {
  switch (resolution.status) {
    case 'failed':
      return resolution.error;
    case 'no-bottle':
      return new NoBottleError(
        `${resolution.formula} has no bottle for ${resolution.target.bottleTag}${searchedFrom(resolution)}`,
      );
    case 'not-a-formula':
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
