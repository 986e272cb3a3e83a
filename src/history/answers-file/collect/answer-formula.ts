import { withItsEnd } from '../../answers/ask-histories.ts';
import { traceBottles, traceLastBottles } from '../../rules/list-spans.ts';
import type { BottleState, TracedBottles } from '../../state/bottle-span.ts';
import { type AnswerScope, answerBottles } from './answer-bottles.ts';
import type { AnsweredFormula, AnsweredVersion, EarlierBottles } from '../answers.ts';

/**
 * Answers for one formula from its states, which are newest first: as of now, and as of each moment at which an alias stopped
 * leading to it.
 */
export function answerFormula(
  states: readonly BottleState[],
  moments: readonly string[],
  scope: AnswerScope,
): Pick<AnsweredFormula, 'newest' | 'bottles' | 'doubts' | 'earlier'> {
  // Only the earlier answers need the end of a bottle that is not one of the last.
  const whole = moments.length === 0 ? traceLastBottles(states) : traceBottles(states);
  const last = answerBottles(whole, scope);
  const earlier: EarlierBottles[] = [];
  for (const until of moments) {
    const then = traceLastBottles(states.filter(({ commit }) => commit.date < until));
    const before = answerBottles(withTheirEnds(then, whole), scope);
    if (JSON.stringify(before) !== JSON.stringify(last)) earlier.push({ until, ...before });
  }
  return { newest: findNewest(states), ...last, earlier };
}

/** Gives every bottle that was still offered then the end that is known now. */
function withTheirEnds({ spans, doubts }: TracedBottles, whole: TracedBottles): TracedBottles {
  return {
    spans: spans.map((span) => {
      const { age, position } = span;
      return { ...withItsEnd(span, whole), age, position };
    }),
    doubts,
  };
}

function findNewest(states: readonly BottleState[]): AnsweredVersion | undefined {
  for (const state of states) {
    if (state.status !== 'present') continue;
    const { version, revision, bottle } = state.formula;
    return { version, revision, rebuild: bottle?.rebuild ?? 0 };
  }
  return undefined;
}
