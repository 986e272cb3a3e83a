import type { Resolution } from '../../bottle/resolve/resolution.ts';
import { formatFormulaRef, type FormulaRef } from '../../history/tap/formula-ref.ts';
import type { ClosureTools } from '../closure-request.ts';

/** What is asked for last bottles. */
type LastTools = Pick<ClosureTools, 'brewpull' | 'target' | 'exactOnly'>;

/**
 * Tells whether a file of answers says which bottle of a tap's formulae was the last for the target. A question about the past is not
 * one for it.
 */
export async function hasLastBottles(
  { brewpull, target }: LastTools,
  tap: string,
): Promise<boolean> {
  const { before, at } = brewpull.options;
  if (before !== undefined || at !== undefined) return false;
  return (await brewpull.histories.answers(tap, target)) !== undefined;
}

/** Finds the last bottle of a formula by a file of answers; undefined where none covers it or it names no bottle. */
export async function findLast(tools: LastTools, ref: FormulaRef): Promise<Resolution | undefined> {
  if (!(await hasLastBottles(tools, ref.tap))) return undefined;
  const { brewpull, target, exactOnly } = tools;
  const names = [formatFormulaRef(ref)];
  const [resolution] = await brewpull.resolve({ names, targets: [target], exactOnly });
  return resolution?.status === 'found' ? resolution : undefined;
}
