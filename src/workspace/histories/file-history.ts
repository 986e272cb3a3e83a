import { traceAnswered } from '../../history/answers/trace-answered.ts';
import { openAnswers } from '../../history/answers-file/file/answers-file.ts';
import { openAtlas } from '../../history/atlas/atlas.ts';
import type { Target } from '../../core/target.ts';
import type { TracedBottles } from '../../history/state/bottle-span.ts';
import type { FormulaRef } from '../../history/tap/formula-ref.ts';
import type { OpenAnswers } from '../answers/open-answers.ts';
import type { FormulaHistory } from './known-bottles.ts';
import { noHistory, notCovered, originOfFile, unknownFormula } from './history-origin.ts';

/** A formula's name today, and its bottles. */
interface NamedBottles extends TracedBottles {
  readonly name: string;
}

/**
 * Reads the bottles of a formula from the first of these files that knows it: all of them from an atlas, the last one for each
 * system from a file of answers. Throws `FormulaNotFoundError`, and `HistoryError` if there is no file, or none for the target.
 */
export async function readFileHistory(
  files: readonly OpenAnswers[],
  { tap, name }: FormulaRef,
  target: Target | undefined,
): Promise<FormulaHistory> {
  const [first] = files;
  if (first === undefined) throw noHistory(tap, ', or ask the registry with --history registry');
  const covering = target === undefined ? files : files.filter((file) => file.covers(target));
  if (target !== undefined && covering.length === 0) throw notCovered(first, target);
  for (const answers of covering) {
    const found =
      answers.kind === 'atlas' ? await readAtlas(answers, name) : readLast(answers, name);
    if (found === undefined) continue;
    return {
      formula: found.name,
      tap,
      extent: answers.kind === 'atlas' ? 'all' : 'last',
      kind: answers.kind,
      spans: found.spans,
      doubts: found.doubts,
      origin: async () => originOfFile(answers),
      message: async () => undefined,
    };
  }
  const suggestions = files.flatMap((file) => file.suggest(name)).slice(0, 3);
  throw unknownFormula(name, first.description, {
    suggestions,
    hint: 'The registry may have it: add --history registry.',
  });
}

async function readAtlas({ path }: OpenAnswers, name: string): Promise<NamedBottles | undefined> {
  const atlas = openAtlas(path);
  try {
    return await atlas?.formula(name);
  } finally {
    atlas?.close();
  }
}

function readLast({ path, tap }: OpenAnswers, name: string): NamedBottles | undefined {
  const file = openAnswers(path, { tap });
  try {
    const found = file?.find(name) ?? file?.find(name.toLowerCase());
    const key = found?.formula ?? found?.former;
    const answered = key === undefined ? undefined : file?.formula(key);
    return answered && { name: answered.name, ...traceAnswered(answered, undefined) };
  } finally {
    file?.close();
  }
}
