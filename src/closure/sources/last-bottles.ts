import type { Resolution } from '../../bottle/resolve/resolution.ts';
import { formatFormulaRef, type FormulaRef } from '../../history/tap/formula-ref.ts';
import type { ClosureTools } from '../closure-request.ts';

/** What finding last bottles needs. */
type LastTools = Pick<ClosureTools, 'brewpull' | 'target' | 'exactOnly'>;

/**
 * Returns whether a file of answers knows the last bottles of a tap's formulae for the target. It cannot answer questions about
 * the past.
 */
export async function hasLastBottles(
  { brewpull, target }: LastTools,
  tap: string,
): Promise<boolean> {
  const { before, at } = brewpull.options;
  if (before !== undefined || at !== undefined) return false;
  return (await brewpull.histories.answers(tap, target)) !== undefined;
}

/** Finds the last bottle of a formula if a file of answers covers it; undefined if none does, or there is no bottle. */
export async function findLast(tools: LastTools, ref: FormulaRef): Promise<Resolution | undefined> {
  if (!(await hasLastBottles(tools, ref.tap))) return undefined;
  const { brewpull, target, exactOnly } = tools;
  const names = [formatFormulaRef(ref)];
  const [resolution] = await brewpull.resolve({ names, targets: [target], exactOnly });
  return resolution?.status === 'found' ? resolution : undefined;
}
