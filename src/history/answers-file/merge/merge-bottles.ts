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
 * Merges the last bottles of one formula: of each bottle tag the one that was offered last. What the older answers still had and the
 * newer ones have no more was dropped in between. Where the newer answers look, they alone say what is in doubt.
 */
export class BottleMerger {
  readonly #windows: MergeWindows;
  /** What was found so far; the answers that were merged meanwhile are of no use then. */
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

  /** Says of what only the older answers have that it is gone. */
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

  /** Gives a bottle with the version that both together say. */
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
   * Whether the older answers saw a bottle of this tag later than the newer ones did. Of one bottle the newer ones know the end: two
   * mirrors may see it on different days.
   */
  #isLater(before: Said, after: Said): boolean {
    if (before.bottle.checksum === after.bottle.checksum) return false;
    const contradiction = contradictionAtHead(before, after);
    if (contradiction !== undefined) this.contradictions.push(contradiction);
    return isOfferedLater(before, after);
  }

  /** What only the older answers have, and their doubts, which are no newer than what the newer ones looked at. */
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

/** Of two that were offered until one moment, the one that came later. */
function isOfferedLater(a: Said, b: Said): boolean {
  const [left, right] = [lastOf(a), lastOf(b)];
  return left === right ? a.bottle.introduced > b.bottle.introduced : left > right;
}
