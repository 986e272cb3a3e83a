import { CaskError } from '../../core/cask-error.ts';
import { FormulaNotFoundError, type BrewpullError } from '../../core/errors.ts';
import type { ErrorOutput } from '../../output/parts/error-output.ts';
import { NothingAskedError } from '../arguments/formulae/nothing-asked-error.ts';
import { nextStepOf } from './next-step-of.ts';
import { SeveralErrors } from '../../core/several-errors.ts';

/** Returns a failure as plain data for JSON. */
export function toErrorJson(error: BrewpullError): ErrorOutput {
  const { code, message } = error;
  return { code, message, hint: nextStepOf(error) ?? null, ...detailsOf(error) };
}

function detailsOf(error: BrewpullError): Partial<ErrorOutput> {
  if (error instanceof SeveralErrors) return { errors: error.errors.map(toErrorJson) };
  if (error instanceof NothingAskedError) return { skipped: error.skipped };
  if (error instanceof CaskError) {
    return { formula: error.formula, suggestions: [], cask: error.cask };
  }
  if (error instanceof FormulaNotFoundError) {
    return { formula: error.formula, suggestions: error.suggestions, cask: null };
  }
  return {};
}
