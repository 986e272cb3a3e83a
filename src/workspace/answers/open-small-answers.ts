import { isSameBottle } from '../../history/rules/find-last.ts';
import type { BottleSpan, LatestBottle } from '../../history/state/bottle-span.ts';
import type { AnsweredFormula } from '../../history/answers-file/answers.ts';
import { createAnswersHistory } from '../../history/answers/answers-history.ts';
import { toAnsweredSpan } from '../../history/answers/trace-answered.ts';
import type { AnswersFile } from '../../history/answers-file/file/answers-file.ts';
import { formerKey, nameOfKey } from '../../history/tap/former-key.ts';
import { findSimilarNames } from '../../history/tap/suggestions.ts';
import { describeAnswers, isCovered, type AnswersPlace, type OpenAnswers } from './open-answers.ts';

/** Makes answers from an open file with the last bottles; closing them closes the file. */
export function openSmallAnswers(file: AnswersFile, origin: AnswersPlace['origin']): OpenAnswers {
  const { path, header } = file;
  const { tap, head, begins, targets } = header;
  const place = { kind: 'answers', origin, path, tap, head, begins, targets } as const;
  const description = describeAnswers(place);
  return {
    ...place,
    description,
    history: createAnswersHistory(file, description),
    covers: (target) => isCovered(place, target),
    latest: () => file.latest(),
    findBottle: async (name, last) =>
      findIn(file.formula(name), last) ?? findIn(file.formula(formerKey(name)), last),
    isPresent: async (name) => {
      const found = file.find(name);
      return found?.formula !== undefined && file.formula(found.formula)?.isPresent === true;
    },
    leadsTo: async (name) => {
      const key = (file.find(name) ?? file.find(name.toLowerCase()))?.formula;
      return key === undefined ? undefined : nameOfKey(key);
    },
    suggest: (name) => findSimilarNames(name, namesOf(file)),
    newest: async (name) => file.formula(file.find(name)?.formula ?? name)?.newest,
    close: () => file.close(),
  };
}

function* namesOf(file: AnswersFile): Generator<string> {
  for (const { name } of file.names()) yield name;
}

function findIn(formula: AnsweredFormula | undefined, last: LatestBottle): BottleSpan | undefined {
  const bottle = formula?.bottles.find((each) => isSameBottle(each, last));
  return formula && bottle && toAnsweredSpan(formula.name, bottle);
}
