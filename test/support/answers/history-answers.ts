import { answerFormula } from '../../../src/history/answers-file/collect/answer-formula.ts';
import type {
  AnsweredFormula,
  AnsweredName,
  Answers,
} from '../../../src/history/answers-file/answers.ts';
import { formatTime } from '../../../src/core/iso-time.ts';
import { historyStates, type StateText } from '../history-states.ts';

/** The part of a history from which answers are read, in hours since the start of 2023; each hour has one state. */
export interface Hours {
  readonly from: number;
  readonly until: number;
}

/** What answers hold besides the states of formulae. */
export interface AnsweredBesides {
  /** For each, the hours at which it began to lead to a formula, or to none. */
  readonly aliases?: Readonly<Record<string, Readonly<Record<number, string | undefined>>>>;
  readonly targets?: readonly string[];
  readonly source?: string;
}

/** Returns the time of an hour. */
export function hour(index: number): string {
  return formatTime(Date.UTC(2023, 0, 1, index) / 1000);
}

/**
 * Reads answers from a part of a history. Each formula has its states in short, hour by hour, as `historyStates` takes them; the
 * last one stays.
 */
export function historyAnswers(
  formulae: Readonly<Record<string, readonly StateText[]>>,
  hours: Hours,
  { aliases = {}, targets, source = 'homebrew/core' }: AnsweredBesides = {},
): Answers {
  const [begins, head] = [hour(hours.from), hour(hours.until)];
  const eras = Object.entries(aliases).map(([alias, meanings]) =>
    aliasName(alias, meanings, hours),
  );
  const answered = Object.entries(formulae).flatMap(([key, texts]) => {
    const moments = eras
      .flatMap((name) => name.eras)
      .flatMap(({ formula, until }) => (formula === key && until !== undefined ? [until] : []));
    return answerOne(key, texts, { hours, moments: [...new Set(moments)].toSorted() });
  });
  const names: AnsweredName[] = answered.map(({ key, isPresent }) => ({
    name: key,
    formula: key,
    via: isPresent ? 'file' : 'history',
    eras: [],
    former: undefined,
  }));
  return {
    header: {
      tap: 'homebrew/core',
      head: { commit: undefined, date: head },
      begins,
      targets,
      sources: [{ name: source, from: begins, until: head, note: undefined }],
    },
    formulae: answered.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    names: [...names, ...eras.filter(({ eras: all }) => all.length > 0)].toSorted((a, b) =>
      a.name < b.name ? -1 : 1,
    ),
    migrations: new Map(),
  };
}

function answerOne(
  key: string,
  texts: readonly StateText[],
  { hours, moments }: { readonly hours: Hours; readonly moments: readonly string[] },
): readonly AnsweredFormula[] {
  const [from, until] = [hour(hours.from), hour(hours.until)];
  const filled = Array.from(
    { length: hours.until + 1 },
    (_, at) => texts[at] ?? texts.at(-1) ?? '',
  );
  const states = historyStates(filled)
    .filter(({ commit }) => commit.date >= from && commit.date <= until)
    .map((state) => ({ ...state, name: key }));
  if (states.every(({ status }) => status === 'deleted')) return [];
  const isPresent = states[0]?.status !== 'deleted';
  const scope = { begins: from, serves: () => true };
  return [{ key, name: key, isPresent, oldNames: [], ...answerFormula(states, moments, scope) }];
}

function aliasName(
  alias: string,
  meanings: Readonly<Record<number, string | undefined>>,
  hours: Hours,
): AnsweredName {
  const changes = Object.entries(meanings)
    .map(([at, formula]) => ({ at: Number(at), formula }))
    .filter(({ at }) => at <= hours.until)
    .toSorted((a, b) => a.at - b.at);
  const eras = changes.flatMap(({ at, formula }, index) => {
    const next = changes[index + 1];
    // What ended before the first hour was not seen; what began before it is seen from that hour on.
    if (formula === undefined || (next !== undefined && next.at <= hours.from)) return [];
    const from = hour(Math.max(at, hours.from));
    return [{ formula, from, until: next && hour(next.at) }];
  });
  const today = changes.at(-1)?.formula;
  return {
    name: alias,
    formula: today,
    via: today === undefined ? 'history' : 'alias',
    eras: eras.toReversed(),
    former: undefined,
  };
}
