import { runInTurns } from '../../../core/give-way.ts';
import type { Answers } from '../answers.ts';
import { mergeSteps, type MergedAnswers } from './merge-answers.ts';

/**
 * Merges several answers of one tap, in any order. The older ones are merged first, because some may fill a gap between others.
 * Throws as `mergeAnswers` does.
 */
export async function mergeAll(
  all: readonly Answers[],
  signal?: AbortSignal,
): Promise<MergedAnswers> {
  const [oldest, ...newer] = all.toSorted(
    ({ header: a }, { header: b }) =>
      compare(a.head.date, b.head.date) || compare(a.begins, b.begins),
  );
  if (oldest === undefined) throw new Error('Internal error: there is nothing to merge');
  let merged: MergedAnswers = { answers: oldest, notes: [], holes: [] };
  for (const next of newer) {
    const { answers, notes, holes } = await runInTurns(mergeSteps(merged.answers, next), signal);
    merged = {
      answers,
      notes: [...new Set([...merged.notes, ...notes])],
      holes: [...merged.holes, ...holes],
    };
  }
  return merged;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
