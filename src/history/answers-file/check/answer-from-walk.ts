import type { EventSink } from '../../../core/events.ts';
import type { GitTap } from '../../git/git-tap.ts';
import { walkFormula } from '../../git/walk.ts';
import { locateAny, locateFormer } from '../../rules/locate.ts';
import type { BottleState } from '../../state/bottle-span.ts';
import { isFormulaName } from '../../tap/formula-ref.ts';
import type { AnswerScope } from '../collect/answer-bottles.ts';
import { answerFormula } from '../collect/answer-formula.ts';
import type { AnsweredFormula } from '../answers.ts';

/**
 * Answers for a formula that a file answers for, by reading its commits one by one, without any atlas. Undefined if the clone
 * has no such formula. Throws `HistoryError` if the clone's history is cut off before the formula's first commit.
 */
export async function answerFromWalk(
  tap: GitTap,
  { key, name, earlier }: AnsweredFormula,
  { onEvent, ...scope }: AnswerScope & { readonly onEvent: EventSink },
): Promise<AnsweredFormula | undefined> {
  const isFormer = key !== name;
  const location = await (isFormer ? locateFormer : locateAny)(tap, name);
  if (location?.name !== name) return undefined;
  const states: BottleState[] = [];
  for await (const state of walkFormula(tap, location, onEvent)) states.push(state);
  const isPresent = (await tap.findAtHead(name))?.isLink === false;
  const moments = earlier.map(({ until }) => until);
  const oldNames = location.oldNames.filter(isFormulaName);
  return { key, name, isPresent, oldNames, ...answerFormula(states, moments, scope) };
}
