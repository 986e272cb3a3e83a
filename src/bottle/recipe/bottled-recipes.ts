import type { FormulaReader } from '../../history/state/formula-reader.ts';
import { inParallel } from '../in-parallel.ts';
import { readBottledFormula } from './bottled-formula.ts';
import type { PullOutcome } from '../obtain/pulled-bottle.ts';
import { readRecipe, type Recipe } from './read-recipe.ts';

/** What the formulae in pulled bottles say; a missing outcome means that its formula is not known. */
export type BottledRecipes = ReadonlyMap<PullOutcome, Recipe>;

/** Reads the formulae inside the pulled bottles that are in files. */
export async function readBottledRecipes(
  outcomes: readonly PullOutcome[],
  reader: FormulaReader,
  options: { readonly concurrency: number; readonly signal: AbortSignal },
): Promise<BottledRecipes> {
  const found = await inParallel(
    outcomes,
    async (outcome): Promise<readonly (readonly [PullOutcome, Recipe])[]> => {
      if (outcome.status !== 'pulled' && outcome.status !== 'cached') return [];
      if (outcome.file === undefined) return [];
      const text = await readBottledFormula(outcome.file, outcome.found);
      const recipe = readRecipe(text, outcome.found, reader);
      return recipe === undefined ? [] : [[outcome, recipe]];
    },
    options,
  );
  return new Map(found.flat());
}
