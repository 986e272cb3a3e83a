import { GitError, HistoryError, UsageError } from '../../core/errors.ts';
import type { Target } from '../../core/target.ts';
import type { AnswersAtHand } from '../answers/answers-at-hand.ts';
import type { OpenAnswers } from '../answers/open-answers.ts';
import type { BrewpullOptions } from '../options.ts';
import type { TapHistory } from './tap-history.ts';

/** Something that knows a tap's history. */
export type KnownHistory =
  | { readonly kind: 'clone'; readonly clone: TapHistory }
  | { readonly kind: 'file'; readonly answers: OpenAnswers };

/** What is at hand, and how to use it. */
interface OrderTools {
  readonly of: (tap: string) => Promise<TapHistory | undefined>;
  readonly answersAtHand: AnswersAtHand;
  readonly options: Pick<BrewpullOptions, 'history' | 'before' | 'at' | 'tapClones' | 'onEvent'>;
}

/**
 * Lists the histories to ask about a target of a tap, in order. If a file says nothing, the next one is asked, and finally the
 * registry. In `auto`: a named clone, alone; a named file; another clone, alone, if it is as new as the next file (not alone if
 * it has only part of history); the fetched files and the packaged one; a clone that is older than these. Throws
 * `HistoryError`, `GitError`, and {@link UsageError} for a question about the past that only a file may answer.
 */
export async function orderHistories(
  { tap, target }: { readonly tap: string; readonly target: Target },
  tools: OrderTools,
): Promise<readonly KnownHistory[]> {
  const { answersAtHand, options } = tools;
  const { history, at, before } = options;
  if (history === 'registry') return [];
  if (history === 'atlas') {
    const files = await answersAtHand.list(tap, target);
    if (files.length === 0) throw await answersAtHand.explainNone(tap, target);
    const usable = asOf(files, before);
    if (usable.length === 0) throw noPast(files, before);
    return usable.map(toFile);
  }
  const clone = await openClone(tap, tools);
  const known: readonly KnownHistory[] = clone === undefined ? [] : [{ kind: 'clone', clone }];
  const isCloneOnly = history === 'git' || at !== undefined || clone?.isNamed === true;
  if (isCloneOnly) return known;
  const files = asOf(await answersAtHand.list(tap, target), before);
  const named = files.filter(({ origin }) => origin === 'named').map(toFile);
  const others = files.filter(({ origin }) => origin !== 'named');
  const [first] = others;
  const isCurrent =
    clone !== undefined &&
    (first === undefined || isAsNew(await clone.headDate(), first.head.date));
  if (!isCurrent) return [...named, ...others.map(toFile), ...known];
  // Files may know what lies before the part of history that the clone has.
  return [...named, ...known, ...(clone.isCutOff ? others.map(toFile) : [])];
}

/** Opens the clone of a tap. A named clone must work; another one need not, if files answer. */
async function openClone(
  tap: string,
  { of, answersAtHand, options }: OrderTools,
): Promise<TapHistory | undefined> {
  const { history, at, tapClones, onEvent } = options;
  try {
    return await of(tap);
  } catch (error) {
    const isWanted = history === 'git' || at !== undefined || tapClones.length > 0;
    const isBroken = error instanceof GitError || error instanceof HistoryError;
    if (isWanted || !isBroken || (await answersAtHand.list(tap)).length === 0) throw error;
    onEvent({ type: 'warning', message: `${error.message}; the clone is not used` });
    return undefined;
  }
}

/** Keeps the files that can answer as of a time: a file knows the last bottles as of its newest state, and not earlier ones. */
export function asOf(
  files: readonly OpenAnswers[],
  before: string | undefined,
): readonly OpenAnswers[] {
  if (before === undefined) return files;
  return files.filter(({ head }) => Date.parse(head.date) < Date.parse(before));
}

/** Makes the error for a question about the past that only files could answer. */
export function noPast([file]: readonly OpenAnswers[], before = ''): UsageError {
  const { description = 'the file of answers', head } = file ?? {};
  return new UsageError(
    `${description}, cannot say what the last bottle was before ${before.slice(0, 10)}`,
    {
      hint: `Leave --before out, name a day after ${head?.date.slice(0, 10) ?? 'that'}, or ask a clone: brewpull sync, then --history git.`,
    },
  );
}

function isAsNew(date: string | undefined, than: string): boolean {
  return date !== undefined && Date.parse(date) >= Date.parse(than);
}

function toFile(answers: OpenAnswers): KnownHistory {
  return { kind: 'file', answers };
}
