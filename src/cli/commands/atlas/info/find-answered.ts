import { FormulaNotFoundError } from '../../../../core/errors.ts';
import type { AnsweredFormula, AnsweredName } from '../../../../history/answers-file/answers.ts';
import type { AnswersFile } from '../../../../history/answers-file/file/answers-file.ts';
import { findSimilarNames } from '../../../../history/tap/suggestions.ts';

/** What a file knows about a name that was asked for. */
export interface FoundName {
  readonly name: AnsweredName;
  /** The formula that the name leads to today, then the one that had the name before. */
  readonly formulae: readonly AnsweredFormula[];
}

/** Finds what a file knows about a name. Throws {@link FormulaNotFoundError} if that is nothing. */
export function findAnswered(file: AnswersFile, asked: string): FoundName {
  const name = file.find(asked);
  if (name === undefined) throw notFound(file, asked);
  const keys = [name.formula, name.former].filter((key) => key !== undefined);
  return { name, formulae: keys.flatMap((key) => file.formula(key) ?? []) };
}

function notFound(file: AnswersFile, asked: string): FormulaNotFoundError {
  const moved = file.migration(asked);
  const suggestions = findSimilarNames(
    asked,
    [...file.names()].map(({ name }) => name),
  );
  const near = suggestions.length === 0 ? undefined : `Did you mean ${suggestions.join(', ')}?`;
  const hint = moved === undefined ? near : `It moved to ${moved}; ask for it there.`;
  return new FormulaNotFoundError(asked, file.path, { suggestions, hint });
}
