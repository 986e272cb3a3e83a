import { CaskError } from '../../core/cask-error.ts';
import { FormulaNotFoundError, type BrewpullError, type ErrorCode } from '../../core/errors.ts';
import type { SkippedInput } from '../arguments/formulae/asked-name.ts';
import { NothingAskedError } from '../arguments/formulae/nothing-asked-error.ts';
import { nextStepOf } from './next-step-of.ts';
import { SeveralErrors } from '../../core/several-errors.ts';

/** A failure for programs. */
export interface ErrorJson {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | null;
  /** For a name without a formula: the name. */
  readonly formula?: string;
  /** For a name without a formula: the names that are like it. */
  readonly suggestions?: readonly string[];
  /** For a name without a formula: the tap in which it is a cask's, null for none. */
  readonly cask?: string | null;
  /** Where files ask for no formula: what they ask for instead. */
  readonly skipped?: readonly SkippedInput[];
  /** Of several failures each, the first included. */
  readonly errors?: readonly ErrorJson[];
}

/** Writes a failure for programs. */
export function toErrorJson(error: BrewpullError): ErrorJson {
  const { code, message } = error;
  return { code, message, hint: nextStepOf(error) ?? null, ...detailsOf(error) };
}

function detailsOf(error: BrewpullError): Partial<ErrorJson> {
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
