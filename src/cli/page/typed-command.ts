import { UsageError } from '../../core/errors.ts';
import { quoteForShell } from '../../core/quote-for-shell.ts';
import { parseTargetTag, type Target } from '../../core/target.ts';
import { formatFormulaRef, type FormulaRef } from '../../history/tap/formula-ref.ts';

/** Writes the command that fetches one version of a formula for a target, as it can be typed. */
export function fetchCommand(formula: FormulaRef, version: string, { bottleTag }: Target): string {
  return `brewpull ${quoteForShell(`${formatFormulaRef(formula)}=${version}`)} --target ${bottleTag}`;
}

/** Gives the target that a bottle tag names; undefined for `all`, and for systems for which no server has bottles. */
export function targetOfTag(bottleTag: string): Target | undefined {
  try {
    return parseTargetTag(bottleTag);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}
