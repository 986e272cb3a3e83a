import type { FormulaReader } from '../../formula/history/walk.ts';
import { inParallel } from '../in-parallel.ts';
import { readBottledFormula } from './bottled-formula.ts';
import { readFormulaNames } from './formula-names.ts';
import type { PullOutcome } from './pulled-bottle.ts';

/** What the formulae in pulled bottles conflict with, as written. One that is not among them is not known. */
export type BottledConflicts = ReadonlyMap<PullOutcome, readonly string[]>;

/** Reads the formulae inside bottles that lie in files. Takes about 5 ms for each. */
export async function readBottledConflicts(
  outcomes: readonly PullOutcome[],
  reader: FormulaReader,
  options: { readonly concurrency: number; readonly signal: AbortSignal },
): Promise<BottledConflicts> {
  const found = await inParallel(
    outcomes,
    async (outcome): Promise<readonly (readonly [PullOutcome, readonly string[]])[]> => {
      if (outcome.status !== 'pulled' && outcome.status !== 'cached') return [];
      if (outcome.file === undefined) return [];
      const recipe = await readBottledFormula(outcome.file, outcome.found);
      const names = readFormulaNames(recipe, outcome.found, reader);
      return names === undefined ? [] : [[outcome, names.conflicts]];
    },
    options,
  );
  return new Map(found.flat());
}
