import type { LatestDoubt } from '../../state/bottle-span.ts';
import { keepYoungest } from '../../rules/list-spans.ts';
import { type LastBottles, placeAll } from '../collect/answer-bottles.ts';
import type { AnsweredBottle } from '../answers.ts';

/** The last bottles and doubts of one state. */
export interface RankedState {
  /** Its rank in the answers it comes from. */
  readonly age: number;
  /** When the state that followed it came, as far as is known. */
  readonly moment: string;
  readonly bottles: readonly AnsweredBottle[];
  readonly doubts: readonly LatestDoubt[];
}

/** Splits last bottles by state, newest first; `head` is the moment of those that are still offered. */
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
      // A state with only a doubt has no date: it is no newer than the state before it.
      moment = last.at(-1) ?? moment;
      return { age, moment, bottles: own, doubts: doubts.filter((doubt) => doubt.age === age) };
    });
  return inOrder(states);
}

/** Adjusts moments to the order of the states, which is certain, while dates may jump: a state is no older than any after it. */
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

/** Merges both lists of states into one order and ranks what they hold; at one moment, the newer answers' state comes first. */
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
