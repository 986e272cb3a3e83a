import type { LastBottles } from '../collect/answer-bottles.ts';
import type { AnsweredBottle, AnsweredFormula, EarlierBottles } from '../answers.ts';
import type { BottleMerger } from './merge-bottles.ts';
import type { EraEnds } from './merge-names.ts';
import type { MergeWindows } from './merge-windows.ts';

/** The part of a formula that is merged. */
export type FormulaAnswers = Pick<
  AnsweredFormula,
  'oldNames' | 'newest' | 'bottles' | 'doubts' | 'earlier'
>;

/** What answers say about a formula that they do not have. */
export const NOTHING: FormulaAnswers = {
  oldNames: [],
  newest: undefined,
  bottles: [],
  doubts: [],
  earlier: [],
};

/** What is merged into one formula. */
export interface FormulaParts {
  readonly older: FormulaAnswers;
  /** Undefined if the newer answers do not have it. */
  readonly newer: FormulaAnswers | undefined;
  readonly ends: EraEnds;
}

/** Merges what the older answers say about a formula with what the newer ones say. */
export function mergeFormula(
  { older, newer, ends }: FormulaParts,
  merger: BottleMerger,
  windows: MergeWindows,
): Omit<FormulaAnswers, 'oldNames'> {
  const last = newer === undefined ? merger.end(older) : merger.merge(older, newer);
  const known = [...older.earlier, ...(newer?.earlier ?? [])].map(({ until }) => until);
  const earlier: EarlierBottles[] = [];
  for (const until of [...new Set([...known, ...ends.keys()])].toSorted()) {
    const before = findBefore(until, windows.older.begins, older);
    // The newer answers know nothing about an end that only follows from both.
    const isFound = ends.get(until) ?? false;
    const after = isFound ? undefined : findBefore(until, windows.newer.begins, newer);
    const then =
      before === undefined || after === undefined ? (before ?? after) : merger.merge(before, after);
    if (then === undefined) continue;
    const ended = {
      ...then,
      bottles: then.bottles.map((bottle) => withItsEnd(bottle, { until, last, windows })),
    };
    if (!isSame(ended, last)) earlier.push({ until, ...ended });
  }
  return { newest: newer?.newest ?? older.newest, ...last, earlier };
}

/** Finds what was last before a moment; undefined if the answers do not look that far back. */
function findBefore(
  until: string,
  begins: string,
  formula: FormulaAnswers | undefined,
): LastBottles | undefined {
  if (formula === undefined) return undefined;
  const known = formula.earlier.find((each) => each.until === until);
  if (known !== undefined) return { bottles: known.bottles, doubts: known.doubts };
  return until > begins ? { bottles: formula.bottles, doubts: formula.doubts } : undefined;
}

/** Adds the end of a bottle still offered then: from all of history, or when its successor came, or when it was missing. */
function withItsEnd(
  bottle: AnsweredBottle,
  { until, last, windows }: EarlierScope,
): AnsweredBottle {
  const { dropped, bottleTag, checksum } = bottle;
  if (dropped !== undefined && dropped < until) return bottle;
  const ofTag = last.bottles.filter((each) => each.bottleTag === bottleTag);
  const same = ofTag.find((each) => each.checksum === checksum);
  if (same !== undefined) return { ...bottle, dropped: same.dropped, droppedBy: same.droppedBy };
  if (dropped !== undefined) return bottle;
  const [successor] = ofTag.map(({ introduced }) => introduced).toSorted();
  const isKnown = successor !== undefined && successor > windows.older.head;
  return { ...bottle, dropped: isKnown ? successor : windows.gone, droppedBy: undefined };
}

/** What the end of an earlier bottle depends on. */
interface EarlierScope {
  readonly until: string;
  readonly last: LastBottles;
  readonly windows: MergeWindows;
}

function isSame(a: LastBottles, b: LastBottles): boolean {
  return JSON.stringify([a.bottles, a.doubts]) === JSON.stringify([b.bottles, b.doubts]);
}
