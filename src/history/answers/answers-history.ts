import type { BottleSpan, TracedBottles } from '../state/bottle-span.ts';
import { FormulaUnreadableError } from '../../core/errors.ts';
import type { AnsweredBottle, AnsweredFormula } from '../answers-file/answers.ts';
import type { AnswersFile } from '../answers-file/answers-file.ts';
import { findSimilarNames } from '../tap/suggestions.ts';
import { askHistories } from './ask-histories.ts';
import type { FormulaHistories, HistorySource, LocatedFormula } from './history-source.ts';

/** A formula of the file, with the way to it. */
interface AnsweredLocation extends LocatedFormula {
  readonly key: string;
}

/** Asks a file of answers: the same answers as a walk, without one. The caller closes the file. */
export function createAnswersHistory(file: AnswersFile, description: string): HistorySource {
  const histories = createHistories(file);
  return {
    description,
    tap: file.header.tap,
    ask: (formula, targets, { exactOnly }) =>
      askHistories(histories, formula, { targets, exactOnly }),
  };
}

function createHistories(file: AnswersFile): FormulaHistories<AnsweredLocation> {
  const locate = async (name: string): Promise<AnsweredLocation | undefined> => {
    const found = file.find(name) ?? file.find(name.toLowerCase());
    const formula = found?.formula === undefined ? undefined : file.formula(found.formula);
    return found && formula && toLocation(formula, found.via);
  };
  return {
    locate,
    locateFormer: async (alias) => {
      const key = file.find(alias)?.former;
      const formula = key === undefined ? undefined : file.formula(key);
      return formula && toLocation(formula, 'history');
    },
    eras: async (alias) => file.find(alias)?.eras ?? [],
    trace: async ({ key }, { until }) => {
      const formula = file.formula(key);
      return formula === undefined ? { spans: [], doubts: [] } : toTraced(formula, until);
    },
    begins: async () => file.header.begins,
    explainUnknown: async (name) => {
      const migratedTo = file.migration(name);
      const hint = migratedTo && `It moved to ${migratedTo}: ask for it there.`;
      const names = [...file.names()].map((each) => each.name);
      return { suggestions: findSimilarNames(name, names), hint };
    },
  };
}

function toLocation(
  { key, name, oldNames }: AnsweredFormula,
  via: LocatedFormula['via'],
): AnsweredLocation {
  return { key, name, oldNames, via };
}

function toTraced(formula: AnsweredFormula, until: string | undefined): TracedBottles {
  const { bottles, doubts } = formula.earlier.find((each) => each.until === until) ?? formula;
  return {
    spans: bottles.map((bottle) => toSpan(formula, bottle)),
    doubts: doubts.map((doubt) => ({ ...doubt, error: unread(formula) })),
  };
}

function toSpan(formula: AnsweredFormula, bottle: AnsweredBottle): BottleSpan {
  const { bottleTag, algorithm, checksum, cellar, version, revision, rebuild } = bottle;
  const { rootUrl, otherVersions, builtAs, dropped, droppedBy, age, position } = bottle;
  const place = (date: string): Pick<BottleSpan['introduced'], 'commit' | 'path'> => ({
    commit: { oid: undefined, date },
    path: undefined,
  });
  return {
    bottleTag,
    algorithm,
    checksum,
    cellar,
    introduced: {
      ...place(bottle.introduced),
      name: builtAs,
      version,
      revision,
      otherVersions,
      rebuild,
      rootUrl,
    },
    dropped:
      dropped === undefined
        ? undefined
        : { ...place(dropped), version: droppedBy?.version, revision: droppedBy?.revision ?? 0 },
    unsure: bottle.isUnsure ? unread(formula) : undefined,
    age,
    position,
  };
}

function unread({ name }: AnsweredFormula): FormulaUnreadableError {
  return new FormulaUnreadableError(
    { path: `${name}.rb`, line: 1, commit: undefined },
    'the history that the answers were read from has a state of it that cannot be read',
  );
}
