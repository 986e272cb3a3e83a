import { FormulaUnreadableError } from '../../core/errors.ts';
import type { FormulaState } from '../../history/state/formula-state.ts';
import type { FormulaReader } from '../../history/state/formula-reader.ts';
import type { FoundBottle } from '../resolve/resolution.ts';

/** The date only affects how versions are read, and they are not needed here. */
const ANY_DATE = '9999-12-31';

/** What a formula says besides its version and bottles. */
export type Recipe = Pick<FormulaState, 'dependencies' | 'conflicts' | 'disabled'>;

/** Reads what a bottle's formula says; undefined without a text, or if it cannot be read. */
export function readRecipe(
  text: Uint8Array | undefined,
  { builtAs, introducedBy }: Pick<FoundBottle, 'builtAs' | 'introducedBy'>,
  reader: FormulaReader,
): Recipe | undefined {
  if (text === undefined) return undefined;
  const place = {
    path: introducedBy?.path ?? `${builtAs}.rb`,
    commit: introducedBy?.commit.oid ?? '',
  };
  try {
    return reader.read(text, place, introducedBy?.commit.date ?? ANY_DATE);
  } catch (error) {
    if (error instanceof FormulaUnreadableError) return undefined;
    throw error;
  }
}
