import type { AnswersFile } from '../answers-file/file/answers-file.ts';
import type { AnsweredFormula, AnsweredName } from '../answers-file/answers.ts';
import { invalidAnswers } from '../answers-file/file/layout.ts';
import { findSimilarNames } from '../tap/suggestions.ts';
import { askHistories } from './ask-histories.ts';
import type { FormulaHistories, HistorySource, LocatedFormula } from './history-source.ts';
import { traceAnswered } from './trace-answered.ts';

/**
 * Creates a history that asks a file of answers. It answers as the atlas the file was made from, for the targets the file covers.
 * The caller closes the file.
 */
export function createAnswersHistory(file: AnswersFile, description: string): HistorySource {
  const histories = createHistories(file);
  return {
    description,
    tap: file.header.tap,
    ask: (formula, targets, { exactOnly, version }) =>
      askHistories(histories, formula, { targets, exactOnly, version, isLastOnly: true }),
  };
}

/** A formula that a name leads to, with its answers. */
interface AnsweredLocation extends LocatedFormula {
  readonly answered: AnsweredFormula;
}

function createHistories(file: AnswersFile): FormulaHistories<AnsweredLocation> {
  const toLocation = (key: string, via: AnsweredName['via']): AnsweredLocation => {
    const answered = file.formula(key);
    if (answered === undefined) throw invalidAnswers(file.path, `is damaged: it lacks ${key}`);
    return { name: answered.name, oldNames: answered.oldNames, via, answered };
  };
  return {
    locate: async (asked) => {
      const found = findAnswered(file, asked);
      return found?.formula === undefined ? undefined : toLocation(found.formula, found.via);
    },
    locateFormer: async (alias) => {
      const former = file.find(alias)?.former;
      return former === undefined ? undefined : toLocation(former, 'history');
    },
    eras: async (alias) => file.find(alias)?.eras ?? [],
    trace: async ({ answered }, { until }) => traceAnswered(answered, until),
    begins: async () => file.header.begins,
    explainUnknown: async (name) => {
      const migratedTo = file.migration(name);
      const hint = migratedTo && `It moved to ${migratedTo}; ask for it there.`;
      return { suggestions: suggest(file, name), hint };
    },
  };
}

/** Finds a name as written, else in lower case unless only history knows that one. */
function findAnswered(file: AnswersFile, asked: string): AnsweredName | undefined {
  const found = file.find(asked);
  if (found !== undefined) return found;
  const small = file.find(asked.toLowerCase());
  return small?.via === 'history' ? undefined : small;
}

function suggest(file: AnswersFile, name: string): string[] {
  const names = Array.from(file.names(), (each) => each.name);
  return findSimilarNames(name, [...names, ...file.migrations().keys()]);
}
