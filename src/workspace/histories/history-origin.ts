import { FormulaNotFoundError, HistoryError } from '../../core/errors.ts';
import type { AnswerSource } from '../../bottle/resolve/resolution.ts';
import type { Target } from '../../core/target.ts';
import { CORE_TAP } from '../../history/tap/formula-ref.ts';
import type { OpenAnswers } from '../answers/open-answers.ts';
import type { TapHistory } from './tap-history.ts';

/** Where an answer about a whole formula or a whole tap comes from. */
export interface HistoryOrigin extends AnswerSource {
  /** The oid of the newest commit that was read; undefined where it is not one of the tap's, or none. */
  readonly commit: string | undefined;
  /** The bottle tags of the targets that it speaks of; undefined for every target. */
  readonly targets?: readonly string[] | undefined;
}

/** Describes a clone; `begins` is when its history begins, where that is known already. */
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

/** Describes a file of answers, or an atlas that travelled. */
export function originOfFile(answers: OpenAnswers): HistoryOrigin {
  const { kind, description, head, begins, targets } = answers;
  return { kind, description, head: head.date, commit: head.commit, begins, targets };
}

/** Nothing at hand knows the history of a tap. */
export function noHistory(tap: string, more = ''): HistoryError {
  const sync = `brewpull sync${tap === CORE_TAP ? '' : ` --tap ${tap}`}`;
  // Without a name a clone whose remote says nothing is one of homebrew/core.
  const clone = `--tap-dir${tap === CORE_TAP ? '' : ` ${tap}=DIR`}`;
  return new HistoryError(`this needs the history of ${tap}, and there is none on this machine`, {
    hint: `Run ${sync}, name a clone with ${clone}, or fetch answers with brewpull atlas fetch${more}.`,
  });
}

/** There are answers, and they do not speak of a target. */
export function notCovered(answers: OpenAnswers, target: Target): HistoryError {
  const { description, targets = [], tap } = answers;
  const sync = `brewpull sync${tap === CORE_TAP ? '' : ` --tap ${tap}`}`;
  return new HistoryError(
    `${description}, says nothing of ${target.bottleTag}, only of ${targets.join(', ')}`,
    { hint: `Run ${sync}, or fetch answers that have it with brewpull atlas fetch.` },
  );
}

/** What was asked knows no formula of a name; `hint` is said where nothing is like it. */
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
