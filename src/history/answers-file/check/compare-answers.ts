import { giveWay } from '../../../core/give-way.ts';
import type { AnsweredFormula, AnsweredName } from '../answers.ts';
import {
  compareFormula,
  type CheckedReach,
  type ComparedPair,
  type Contradiction,
  type PairStatus,
} from './compare-formula.ts';
import { compareNames, compareTexts } from './compare-names.ts';

/** The result of comparing a file with a clone. */
export interface AnswersComparison {
  readonly formulae: number;
  /** How many formulae and bottle tags have each status. */
  readonly counts: Readonly<Record<PairStatus, number>>;
  /** The contradictions: different, or missing on one side. Formulae in order of key, then names that lead elsewhere. */
  readonly contradictions: readonly Contradiction[];
}

const CONTRADICTIONS: ReadonlySet<PairStatus> = new Set(['differs', 'not-in-clone', 'not-in-file']);

function isContradiction(pair: ComparedPair): pair is Contradiction {
  return CONTRADICTIONS.has(pair.status);
}

/** What a file or a clone says about all formulae, or about some of them. */
export interface ComparedAnswers {
  readonly formulae: readonly AnsweredFormula[];
  /** Where names lead; not compared if left out. */
  readonly names?: readonly AnsweredName[];
  /** Where formulae went; not compared if left out. */
  readonly migrations?: ReadonlyMap<string, string>;
}

/** What a clone says. */
export interface FoundAnswers extends ComparedAnswers {
  /** Keys of formulae that the clone cannot answer for because its history is cut off. */
  readonly unread?: readonly string[];
}

/** Compares what a file and a clone say about the same formulae, by key, without holding up the event loop. */
export async function compareAnswers(
  file: ComparedAnswers,
  clone: FoundAnswers,
  { signal, ...reach }: CheckedReach & { readonly signal?: AbortSignal | undefined },
): Promise<AnswersComparison> {
  const counts: Record<PairStatus, number> = {
    equal: 0,
    redated: 0,
    differs: 0,
    'not-in-clone': 0,
    'not-in-file': 0,
    unchecked: 0,
    'not-claimed': 0,
  };
  const contradictions: Contradiction[] = [];
  const add = (pairs: readonly ComparedPair[]): void => {
    for (const pair of pairs) {
      counts[pair.status] += 1;
      if (isContradiction(pair)) contradictions.push(pair);
    }
  };
  const inFile = byKey(file.formulae);
  const inClone = byKey(clone.formulae);
  const unread = new Set(clone.unread);
  const keys = [...new Set([...inFile.keys(), ...inClone.keys()])].toSorted();
  for (const key of keys) {
    await giveWay(signal);
    const said = inFile.get(key);
    if (unread.has(key)) counts.unchecked += said?.bottles.length ?? 0;
    else add(compareFormula(said, inClone.get(key), reach));
  }
  const isWhole = reach.begins === reach.fileBegins;
  if (file.names !== undefined && clone.names !== undefined && reach.isSameMoment) {
    contradictions.push(...compareNames(file.names, clone.names, { isWhole }));
  }
  if (file.migrations !== undefined && clone.migrations !== undefined && reach.isSameMoment) {
    contradictions.push(...compareTexts('went to', file.migrations, clone.migrations));
  }
  return { formulae: keys.length, counts, contradictions };
}

function byKey(formulae: readonly AnsweredFormula[]): ReadonlyMap<string, AnsweredFormula> {
  return new Map(formulae.map((formula) => [formula.key, formula]));
}
