import type { FormulaDetails } from '../../history/state/formula-details.ts';

/** Lists what the patches of a formula say they resolve, in upper case: CVE numbers and other names. */
export function resolvedByFormula({
  patches,
}: Pick<FormulaDetails, 'patches'>): ReadonlySet<string> {
  return new Set(patches.flatMap(({ resolves }) => resolves.map((id) => id.toUpperCase())));
}
