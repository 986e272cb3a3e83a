import { UsageError } from '../../core/errors.ts';
import { quoteForShell } from '../../core/quote-for-shell.ts';
import { parseTargetTag, type Target } from '../../core/target.ts';
import { formatFormulaRef, type FormulaRef } from '../../history/tap/formula-ref.ts';

/** Formats the command to type that fetches one version of a formula for a target. */
export function fetchCommand(formula: FormulaRef, version: string, { bottleTag }: Target): string {
  return `brewpull ${quoteForShell(`${formatFormulaRef(formula)}=${version}`)} --target ${bottleTag}`;
}

/** Returns the target that a bottle tag names; undefined for `all`, and for systems that no server has bottles for. */
export function targetOfTag(bottleTag: string): Target | undefined {
  try {
    return parseTargetTag(bottleTag);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}
