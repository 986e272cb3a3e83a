import type { LatestDoubt } from '../../state/bottle-span.ts';
import { keepYoungest } from '../../rules/list-spans.ts';
import { type LastBottles, placeAll } from '../collect/answer-bottles.ts';
import type { AnsweredBottle } from '../answers.ts';

/** What one state offered last. */
export interface RankedState {
  /** Its rank in the answers that it comes from. */
  readonly age: number;
  /** When the state that followed it came, as far as is known. */
  readonly moment: string;
  readonly bottles: readonly AnsweredBottle[];
  readonly doubts: readonly LatestDoubt[];
}

/** Splits last bottles by their state, newest first; `head` is the moment of what is still offered. */
export function splitByState(
  { bottles, doubts }: LastBottles,
  head: string,
): readonly RankedState[] {
  const ages = new Set([...bottles, ...doubts].map(({ age }) => age));
  let moment = head;
  const states = [...ages]
    .toSorted((a, b) => a - b)
    .map((age) => {
      const own = bottles.filter((bottle) => bottle.age === age);
      const last = own.map(({ dropped }) => dropped ?? head).toSorted();
      // A state with a doubt alone has no date: it is no newer than the state before it.
      moment = last.at(-1) ?? moment;
      return { age, moment, bottles: own, doubts: doubts.filter((doubt) => doubt.age === age) };
    });
  return inOrder(states);
}

/** The order of states is sure while dates may jump: a state counts as no older than any that comes after it here. */
export function inOrder(states: readonly RankedState[]): readonly RankedState[] {
  let latest = '';
  return states
    .toReversed()
    .map((state) => {
      if (state.moment > latest) latest = state.moment;
      return { ...state, moment: latest };
    })
    .toReversed();
}

/** Puts the states of both into one order and ranks all that they hold; of two with one moment the newer answers' comes first. */
export function rankStates(
  older: readonly RankedState[],
  newer: readonly RankedState[],
): LastBottles {
  const all: RankedState[] = [];
  let next = 0;
  for (const state of newer) {
    for (let early = older[next]; early !== undefined && early.moment > state.moment;) {
      all.push(early);
      next += 1;
      early = older[next];
    }
    all.push(state);
  }
  all.push(...older.slice(next));
  return placeAll({
    bottles: all.flatMap(({ bottles }, age) => bottles.map((bottle) => ({ ...bottle, age }))),
    doubts: keepYoungest(
      all.flatMap(({ doubts }, age) => doubts.map((doubt) => ({ ...doubt, age }))),
    ),
  });
}
