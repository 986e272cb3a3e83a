import { FormulaNotFoundError, HistoryError } from '../../core/errors.ts';
import type { AnswerSource } from '../../bottle/resolve/resolution.ts';
import type { Target } from '../../core/target.ts';
import { CORE_TAP } from '../../history/tap/formula-ref.ts';
import type { OpenAnswers } from '../answers/open-answers.ts';
import type { TapHistory } from './tap-history.ts';

/** Where an answer about a whole formula or a whole tap comes from. */
export interface HistoryOrigin extends AnswerSource {
  /** The oid of the newest commit that was read; undefined if there is none, or it is not one of the tap's. */
  readonly commit: string | undefined;
  /** The bottle tags of the targets that it covers; undefined for every target. */
  readonly targets?: readonly string[] | undefined;
}

/** Describes a clone; `begins` is when its history begins, if that is already known. */
export async function originOfClone(history: TapHistory, begins?: string): Promise<HistoryOrigin> {
  const commit = await history.head();
  return {
    kind: 'git',
    description: history.description,
    head: await history.headDate(),
    commit,
    begins: begins ?? (await history.repository.findBeginning(commit)),
  };
}

/** Describes a file of answers, or an atlas made elsewhere. */
export function originOfFile(answers: OpenAnswers): HistoryOrigin {
  const { kind, description, head, begins, targets } = answers;
  return { kind, description, head: head.date, commit: head.commit, begins, targets };
}

/** Makes the error for a tap whose history nothing at hand knows. */
export function noHistory(tap: string, more = ''): HistoryError {
  const sync = `brewpull sync${tap === CORE_TAP ? '' : ` --tap ${tap}`}`;
  // An unnamed clone whose remote says nothing counts as homebrew/core.
  const clone = `--tap-dir${tap === CORE_TAP ? '' : ` ${tap}=DIR`}`;
  return new HistoryError(`this needs the history of ${tap}, and there is none on this machine`, {
    hint: `Run ${sync}, name a clone with ${clone}, or fetch answers with brewpull atlas fetch${more}.`,
  });
}

/** Makes the error for answers that do not cover a target. */
export function notCovered(answers: OpenAnswers, target: Target): HistoryError {
  const { description, targets = [], tap } = answers;
  const sync = `brewpull sync${tap === CORE_TAP ? '' : ` --tap ${tap}`}`;
  return new HistoryError(
    `${description}, says nothing about ${target.bottleTag}, only about ${targets.join(', ')}`,
    { hint: `Run ${sync}, or fetch answers that have it with brewpull atlas fetch.` },
  );
}

/** Makes the error for a name that no formula of the source has; `hint` is used if there are no suggestions. */
export function unknownFormula(
  name: string,
  where: string,
  { suggestions, hint }: { readonly suggestions: readonly string[]; readonly hint?: string },
): FormulaNotFoundError {
  return new FormulaNotFoundError(name, where, {
    suggestions,
    hint: suggestions.length === 0 ? hint : `Did you mean ${suggestions.join(', ')}?`,
  });
}
