import type { AnsweredFormula } from '../answers.ts';
import {
  compareFormula,
  type CheckedReach,
  type ComparedPair,
  type PairStatus,
} from './compare-formula.ts';

/** What comparing a file with a clone gave. */
export interface AnswersComparison {
  readonly formulae: number;
  /** How many formulae and tags are of each kind. */
  readonly counts: Readonly<Record<PairStatus, number>>;
  /** Those that contradict each other: different, or missing where the other one has them. In the order of keys. */
  readonly contradictions: readonly ComparedPair[];
}

const CONTRADICTIONS: ReadonlySet<PairStatus> = new Set(['differs', 'not-in-clone', 'not-in-file']);

/**
 * Compares formulae of a file with those of a clone by their keys. `file` may be a part of the file; then `clone` holds what the
 * clone has of these.
 */
export function compareAnswers(
  file: Iterable<AnsweredFormula>,
  clone: Iterable<AnsweredFormula>,
  reach: CheckedReach,
): AnswersComparison {
  const counts: Record<PairStatus, number> = {
    equal: 0,
    redated: 0,
    differs: 0,
    'not-in-clone': 0,
    'not-in-file': 0,
    unchecked: 0,
    'not-claimed': 0,
  };
  const contradictions: ComparedPair[] = [];
  const add = (pairs: readonly ComparedPair[]): void => {
    for (const pair of pairs) {
      counts[pair.status] += 1;
      if (CONTRADICTIONS.has(pair.status)) contradictions.push(pair);
    }
  };
  const inClone = new Map(Array.from(clone, (formula) => [formula.key, formula]));
  const seen = new Set<string>();
  for (const formula of file) {
    seen.add(formula.key);
    add(compareFormula(formula, inClone.get(formula.key), reach));
  }
  for (const [key, formula] of inClone) {
    if (!seen.has(key)) add(compareFormula(undefined, formula, reach));
  }
  const formulae = new Set([...seen, ...inClone.keys()]).size;
  return {
    formulae,
    counts,
    contradictions: contradictions.toSorted((a, b) => (a.formula < b.formula ? -1 : 1)),
  };
}
