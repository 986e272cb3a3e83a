import { nameOfKey } from '../../tap/former-key.ts';
import { DisagreementError, UsageError } from '../../../core/errors.ts';
import { runAtOnce, type Steps } from '../../../core/give-way.ts';
import type { AnsweredFormula, Answers } from '../answers.ts';
import { compareTexts } from '../file/sorted-records.ts';
import { commonTargets, limitTo } from './limit-targets.ts';
import { BottleMerger } from './merge-bottles.ts';
import { mergeFormula, NOTHING, type FormulaAnswers } from './merge-formula.ts';
import { type EraEnds, NameMerger } from './merge-names.ts';
import {
  compareWindows,
  mergeBegins,
  mergeSources,
  type MergeWindows,
  orderAnswers,
} from './merge-windows.ts';
import type { Contradiction } from './pair-bottles.ts';

/** The result of a merge. */
export interface MergedAnswers {
  readonly answers: Answers;
  /** What the user should know about the merge, in sentences. */
  readonly notes: readonly string[];
  /** Periods that no answers cover. */
  readonly holes: readonly TimeHole[];
}

/** A period of which nothing is known, ISO 8601. */
interface TimeHole {
  readonly from: string;
  readonly to: string;
}

/**
 * Merges two answers of one tap, in either order: for every formula and bottle tag, the bottle that was offered last. Throws
 * {@link UsageError} if they have no tap or no target in common, and {@link DisagreementError} if they cannot both be right:
 * two sure versions of one sha256 in a period that both cover, or two bottles for one bottle tag at one moment.
 */
export function mergeAnswers(a: Answers, b: Answers): MergedAnswers {
  return runAtOnce(mergeSteps(a, b));
}

/** Merges as {@link mergeAnswers} does, one step per formula. */
export function* mergeSteps(a: Answers, b: Answers): Steps<MergedAnswers> {
  requireSameTap(a, b);
  const targets = commonTargets(a.header.targets, b.header.targets);
  const { older, newer } = orderAnswers(limitTo(a, targets), limitTo(b, targets));
  const windows = compareWindows(older, newer);
  const { head } = newer.header;
  const merger = new NameMerger(older, newer, windows);
  const { names, ends } = merger.merge();
  const keyOf = (key: string): string => merger.keyOf(key);
  const answers: Answers = {
    header: {
      tap: newer.header.tap,
      head,
      begins: mergeBegins(older.header, newer.header, windows.hasHole),
      targets,
      sources: mergeSources(older.header.sources, newer.header.sources),
    },
    names,
    formulae: yield* mergeFormulae(older, newer, { keyOf, ends, windows }),
    migrations: mergeMigrations(older, newer),
  };
  const holes = windows.hasHole ? [{ from: older.header.head.date, to: newer.header.begins }] : [];
  return { answers, notes: noteHole(windows).concat(noteTargets([a, b], targets)), holes };
}

function requireSameTap({ header: a }: Answers, { header: b }: Answers): void {
  if (a.tap === b.tap) return;
  throw new UsageError(`answers for ${a.tap} and ${b.tap} cannot be merged`, {
    hint: 'Merge answers for the same tap; a file holds those for one tap only.',
  });
}

/** The keys of formulae, and when aliases led to them. */
interface Meanings {
  readonly keyOf: (key: string) => string;
  readonly ends: ReadonlyMap<string, EraEnds>;
  readonly windows: MergeWindows;
}

function* mergeFormulae(
  older: Answers,
  newer: Answers,
  { keyOf, ends, windows }: Meanings,
): Steps<readonly AnsweredFormula[]> {
  const all = new Map(newer.formulae.map((formula) => [formula.key, formula]));
  /** The same bottle may come up again as of an earlier time. */
  const contradictions = new Map<string, Contradiction>();
  const merge = (key: string, formula: FormulaAnswers): void => {
    const known = all.get(key);
    const merger = new BottleMerger(windows);
    const parts = { older: formula, newer: known, ends: ends.get(key) ?? new Map() };
    all.set(key, {
      key,
      name: nameOfKey(key),
      isPresent: known?.isPresent ?? false,
      oldNames: (known ?? formula).oldNames,
      ...mergeFormula(parts, merger, windows),
    });
    for (const each of merger.contradictions) {
      const what = `${key}: ${each.what}`;
      contradictions.set(what, { ...each, what });
    }
  };
  const past = new Set(older.formulae.map(({ key }) => keyOf(key)));
  for (const formula of older.formulae) {
    yield;
    merge(keyOf(formula.key), formula);
  }
  // If only the newer answers have a formula, it had no bottles yet before an alias began to lead elsewhere.
  for (const key of ends.keys()) if (!past.has(key) && all.has(key)) merge(key, NOTHING);
  refuse([...contradictions.values()]);
  return [...all.values()].toSorted((a, b) => compareTexts(a.key, b.key));
}

function refuse(contradictions: readonly Contradiction[]): void {
  const [first, ...others] = contradictions;
  if (first === undefined) return;
  const more = others.length === 0 ? '' : ` The answers disagree about ${others.length} more.`;
  throw new DisagreementError(first.what, first.statements, {
    hint: `Compare each file with a clone to find the one that is wrong: brewpull atlas verify FILE --tap-dir CLONE.${more}`,
  });
}

/** Merges migrations, without those of formulae that are in the tap again. */
function mergeMigrations(older: Answers, newer: Answers): ReadonlyMap<string, string> {
  const present = new Set(newer.names.flatMap(({ name, via }) => (via === 'file' ? [name] : [])));
  const past = [...older.migrations].filter(([name]) => !present.has(name));
  const all = new Map([...past, ...newer.migrations]);
  return new Map([...all].toSorted(([a], [b]) => compareTexts(a, b)));
}

function noteHole({ hasHole, older, newer }: MergeWindows): string[] {
  if (!hasHole) return [];
  return [
    `Nothing is known about the time from ${older.head} to ${newer.begins}, so the merged answers only go back to ${newer.begins}.`,
  ];
}

function noteTargets(
  all: readonly Answers[],
  targets: readonly string[] | undefined,
): readonly string[] {
  const isLess = all.some(
    ({ header }) => JSON.stringify(header.targets) !== JSON.stringify(targets),
  );
  if (targets === undefined || !isLess) return [];
  return [
    `The merged answers cover only the targets that both cover, ${targets.join(', ')}, and hold only bottles for those.`,
  ];
}
