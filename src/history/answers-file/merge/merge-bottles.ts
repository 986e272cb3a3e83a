import type { LastBottles } from '../collect/answer-bottles.ts';
import type { AnsweredBottle } from '../answers.ts';
import type { MergeWindows } from './merge-windows.ts';
import {
  type Contradiction,
  contradictionAtHead,
  isContradiction,
  lastOf,
  pairVersions,
  type Said,
} from './pair-bottles.ts';
import { inOrder, type RankedState, rankStates, splitByState } from './rank-states.ts';

/**
 * Merges the last bottles of one formula: for each bottle tag, the one that was offered last. A bottle that the older answers
 * still had and the newer ones no longer have was dropped in between. In the period that the newer answers cover, only they
 * decide what is in doubt.
 */
export class BottleMerger {
  readonly #windows: MergeWindows;
  /** The contradictions found so far; if there are any, the merged answers are useless. */
  readonly contradictions: Contradiction[] = [];

  constructor(windows: MergeWindows) {
    this.#windows = windows;
  }

  merge(older: LastBottles, newer: LastBottles): LastBottles {
    const kept: Kept = { older: [], newer: [] };
    const bottleTags = [...older.bottles, ...newer.bottles].map(({ bottleTag }) => bottleTag);
    for (const bottleTag of new Set(bottleTags)) {
      const ofTag = (bottles: readonly AnsweredBottle[]): readonly AnsweredBottle[] =>
        bottles.filter((bottle) => bottle.bottleTag === bottleTag);
      this.#keepLast(ofTag(older.bottles), ofTag(newer.bottles), kept);
    }
    const { head } = this.#windows.newer;
    const newStates = splitByState({ ...newer, bottles: kept.newer }, head);
    return rankStates(this.#olderStates(older, kept.older), newStates);
  }

  /** Marks bottles that only the older answers have as dropped. */
  end({ bottles, doubts }: LastBottles): LastBottles {
    return { bottles: bottles.map((bottle) => this.#ended(bottle)), doubts };
  }

  #keepLast(older: readonly AnsweredBottle[], newer: readonly AnsweredBottle[], kept: Kept): void {
    const [before, after] = [this.#latestOf(older, 'older'), this.#latestOf(newer, 'newer')];
    const isOlderLater =
      after === undefined || (before !== undefined && this.#isLater(before, after));
    if (isOlderLater) {
      kept.older.push(...older.map((bottle) => this.#ended(this.#paired(bottle, bottle, newer))));
    } else {
      kept.newer.push(...newer.map((bottle) => this.#paired(bottle, undefined, older)));
    }
  }

  /** Returns a bottle with the version that follows from both answers. */
  #paired(
    bottle: AnsweredBottle,
    older: AnsweredBottle | undefined,
    others: readonly AnsweredBottle[],
  ): AnsweredBottle {
    const twin = others.find(({ checksum }) => checksum === bottle.checksum);
    if (twin === undefined) return bottle;
    const facts = pairVersions(
      { bottle: older ?? twin, window: this.#windows.older },
      { bottle: older === undefined ? bottle : twin, window: this.#windows.newer },
    );
    if (isContradiction(facts)) {
      this.contradictions.push(facts);
      return bottle;
    }
    const { age, position, cellar, dropped, droppedBy } = bottle;
    return { ...facts, age, position, cellar, dropped, droppedBy };
  }

  #latestOf(bottles: readonly AnsweredBottle[], which: 'older' | 'newer'): Said | undefined {
    const window = this.#windows[which];
    const said = bottles.map((bottle) => ({ bottle, window }));
    return said.toSorted((a, b) => (isOfferedLater(a, b) ? 1 : -1)).at(-1);
  }

  /**
   * Whether the older answers saw a bottle for this bottle tag later than the newer ones did. If it is the same bottle, the
   * newer ones know its end: two mirrors may see it on different days.
   */
  #isLater(before: Said, after: Said): boolean {
    if (before.bottle.checksum === after.bottle.checksum) return false;
    const contradiction = contradictionAtHead(before, after);
    if (contradiction !== undefined) this.contradictions.push(contradiction);
    return isOfferedLater(before, after);
  }

  /**
   * Lists the older answers' states that still count, with their doubts. A state with only doubts is no newer than the
   * beginning of the newer answers.
   */
  #olderStates(older: LastBottles, kept: readonly AnsweredBottle[]): readonly RankedState[] {
    const { older: early, newer: late } = this.#windows;
    const states = splitByState(older, early.head).map(({ age, moment, doubts }) => {
      const bottles = kept.filter((bottle) => bottle.age === age);
      const last = bottles.map((bottle) => bottle.dropped ?? early.head).toSorted();
      const unseen = moment < late.begins ? moment : late.begins;
      return { age, moment: last.at(-1) ?? unseen, bottles, doubts };
    });
    return inOrder(states.filter(({ bottles, doubts }) => bottles.length + doubts.length > 0));
  }

  #ended(bottle: AnsweredBottle): AnsweredBottle {
    if (bottle.dropped !== undefined) return bottle;
    return { ...bottle, dropped: this.#windows.gone, droppedBy: undefined };
  }
}

interface Kept {
  readonly older: AnsweredBottle[];
  readonly newer: AnsweredBottle[];
}

/** Whether `a` was offered later than `b` or, if both were offered until the same moment, introduced later. */
function isOfferedLater(a: Said, b: Said): boolean {
  const [left, right] = [lastOf(a), lastOf(b)];
  return left === right ? a.bottle.introduced > b.bottle.introduced : left > right;
}
