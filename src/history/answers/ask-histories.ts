import type { BottleSpan, OpenDoubt, TracedBottles } from '../state/bottle-span.ts';
import { formatPkgVersion } from '../../core/pkg-version.ts';
import type { Target } from '../../core/target.ts';
import type { WantedVersion } from '../../core/wanted-version.ts';
import type { NameEra } from '../rules/name-eras.ts';
import { SpanChooser, type SpanChoice } from './bottle-spans.ts';
import { listNearest } from './nearest-bottles.ts';
import {
  chooseWanted,
  isSaidByLast,
  listDeciding,
  nearestOfWanted,
  type WantedChoice,
} from './wanted-spans.ts';
import type {
  FormulaHistories,
  HistoricBottle,
  HistoryAnswer,
  LocatedFormula,
  TargetAnswer,
} from './history-source.ts';

type Chosen = SpanChoice<BottleSpan, OpenDoubt> & Partial<Pick<WantedChoice, 'last'>>;

/** A formula that a name leads or led to, with its bottles. */
interface Meaning {
  readonly formula: LocatedFormula;
  readonly traced: TracedBottles;
  readonly chosen: Chosen;
}

/** A question about one name. */
export interface AskRequest {
  readonly targets: readonly Target[];
  readonly exactOnly: boolean;
  /** The only version that counts. */
  readonly version?: WantedVersion | undefined;
  /** Whether only the last bottle for each bottle tag is known. */
  readonly isLastOnly?: boolean;
}

/**
 * Answers for one name and several targets. For a name that is a formula today, all its history counts. An alias is resolved as
 * of the target's time: the formula it led to when it last led to a bottle, or the formula that had the name then, comes before
 * the one it leads to today. If it never led to a bottle, all the history of today's formula counts. For a removed alias, the
 * formula it led to last counts instead of today's.
 */
export async function askHistories<Located extends LocatedFormula>(
  histories: FormulaHistories<Located>,
  asked: string,
  request: AskRequest,
): Promise<HistoryAnswer> {
  const { targets, version } = request;
  const answering = new Answering(histories, asked, request);
  const today = await answering.traceToday(targets);
  const answers: TargetAnswer[] = [];
  for (const target of targets) {
    const now = today && answering.choose(today.formula, today.traced, target);
    const isOpen = now?.chosen.choice === undefined || (version === undefined && isPast(now));
    const then = isOpen ? await answering.chooseByTime(target, now) : undefined;
    const meaning = then ?? now ?? (await answering.recall(target));
    if (meaning === undefined)
      return { status: 'unknown', ...(await histories.explainUnknown(asked)) };
    answers.push(await answering.toAnswer(meaning, target));
  }
  return { status: 'known', answers };
}

/** Whether a name is an alias whose formula no longer has a bottle for the target, so that it may have meant another one then. */
function isPast({ formula, chosen }: Meaning): boolean {
  return formula.via === 'alias' && chosen.choice?.offer.dropped !== undefined;
}

class Answering<Located extends LocatedFormula> {
  readonly #histories: FormulaHistories<Located>;
  readonly #asked: string;
  readonly #request: AskRequest;
  readonly #traces = new Map<string, Promise<TracedBottles>>();
  #today: Omit<Meaning, 'chosen'> | undefined;
  #eras: Promise<readonly NameEra[]> | undefined;
  #former: Promise<Located | undefined> | undefined;

  constructor(histories: FormulaHistories<Located>, asked: string, request: AskRequest) {
    this.#histories = histories;
    this.#asked = asked;
    this.#request = request;
  }

  /** Traces the formula the name leads to today, as far back as the targets need. */
  async traceToday(targets: readonly Target[]): Promise<Omit<Meaning, 'chosen'> | undefined> {
    const formula = await this.#histories.locate(this.#asked);
    if (formula === undefined) return undefined;
    this.#today = { formula, traced: await this.#trace(formula, targets, undefined) };
    return this.#today;
  }

  #trace(
    formula: Located,
    targets: readonly Target[],
    until: string | undefined,
  ): Promise<TracedBottles> {
    const { exactOnly, version } = this.#request;
    const choosers = targets.map((target) => new SpanChooser(target, { exactOnly }));
    return this.#histories.trace(formula, {
      until,
      serves: (bottleTag) => choosers.some((chooser) => chooser.serves(bottleTag)),
      chosen: (traced) => {
        if (version !== undefined) {
          const deciding = targets.map((target) =>
            listDeciding(traced, { target, exactOnly, version }),
          );
          return deciding.every((each) => each !== undefined) ? deciding.flat() : undefined;
        }
        const spans = choosers.map((chooser) => chooser.choose(traced).choice?.offer);
        const found = spans.filter((span) => span !== undefined);
        return found.length === spans.length ? found : undefined;
      },
    });
  }

  choose(formula: LocatedFormula, traced: TracedBottles, target: Target): Meaning {
    const { exactOnly, version } = this.#request;
    if (version !== undefined) {
      return { formula, traced, chosen: chooseWanted(traced, { target, exactOnly, version }) };
    }
    const chooser = new SpanChooser(target, { exactOnly });
    return { formula, traced, chosen: chooser.choose(traced) };
  }

  /** Finds the formula the name led to when it last led to a bottle for a target; undefined if it never did. */
  async chooseByTime(target: Target, now: Meaning | undefined): Promise<Meaning | undefined> {
    const isAlias = now === undefined || now.formula.via === 'alias';
    const former = isAlias ? await this.#chooseFormer(target) : undefined;
    const era = await this.#chooseEra(target);
    if (era === undefined || former === undefined) return era?.meaning ?? former?.meaning;
    return era.lastDate >= former.lastDate ? era.meaning : former.meaning;
  }

  async #chooseEra(target: Target): Promise<Dated | undefined> {
    for (const era of await this.#listEras()) {
      const formula = await this.#histories.locate(era.formula);
      if (formula === undefined) continue;
      const then = this.choose(formula, await this.#traceOnce(formula, era.until, target), target);
      const { choice } = then.chosen;
      if (choice === undefined) continue;
      const whole = await this.#traceOnce(formula, undefined, target);
      const offer = withItsEnd(choice.offer, whole);
      const lastDate = earliest(offer.dropped?.commit.date, era.until);
      if (lastDate <= era.from) continue;
      const chosen = { ...then.chosen, choice: { ...choice, offer } };
      return { lastDate, meaning: { ...then, chosen } };
    }
    return undefined;
  }

  async #chooseFormer(target: Target): Promise<Dated | undefined> {
    const formula = await this.#locateFormer();
    if (formula === undefined) return undefined;
    const meaning = this.choose(formula, await this.#traceOnce(formula, undefined, target), target);
    const offer = meaning.chosen.choice?.offer;
    return offer && { meaning, lastDate: offer.dropped?.commit.date ?? FUTURE };
  }

  /** Finds the formula that an alias led to last if it leads nowhere today; undefined if the name never led to one. */
  async recall(target: Target): Promise<Meaning | undefined> {
    const formula = await this.#locateLast();
    return (
      formula && this.choose(formula, await this.#traceOnce(formula, undefined, target), target)
    );
  }

  async #locateLast(): Promise<Located | undefined> {
    for (const era of await this.#listEras()) {
      const formula = await this.#histories.locate(era.formula);
      if (formula !== undefined) return formula;
    }
    return this.#locateFormer();
  }

  #listEras(): Promise<readonly NameEra[]> {
    return (this.#eras ??= this.#histories.eras(this.#asked));
  }

  #locateFormer(): Promise<Located | undefined> {
    return (this.#former ??= this.#histories.locateFormer(this.#asked));
  }

  async #traceOnce(
    formula: Located,
    until: string | undefined,
    target: Target,
  ): Promise<TracedBottles> {
    if (until === undefined && this.#today?.formula.name === formula.name) {
      return this.#today.traced;
    }
    const key = `${formula.via} ${formula.name} ${until ?? ''} ${target.bottleTag}`;
    const known = this.#traces.get(key) ?? this.#trace(formula, [target], until);
    this.#traces.set(key, known);
    return known;
  }

  async toAnswer({ formula, traced, chosen }: Meaning, target: Target): Promise<TargetAnswer> {
    const { choice, doubt } = chosen;
    const { name } = formula;
    const { exactOnly, version, isLastOnly = false } = this.#request;
    if (version !== undefined && isLastOnly) {
      const said: WantedChoice = { last: undefined, ...chosen };
      if (!isSaidByLast(traced, said, { target, exactOnly })) {
        return { status: 'beyond', formula: name };
      }
    }
    if (choice === undefined) {
      if (doubt !== undefined) return { status: 'unsure', formula: name, error: doubt.error };
      const searchedFrom = await this.#histories.begins();
      const near =
        version === undefined
          ? { nearest: listNearest(traced.spans, target) }
          : nearestOfWanted(traced, { target, exactOnly, version });
      return { status: 'none', formula: name, ...near, searchedFrom };
    }
    return { status: 'found', formula: name, bottle: toBottle(formula, choice, chosen) };
  }
}

/** Later than any date. */
const FUTURE = '9999';

function earliest(...dates: readonly (string | undefined)[]): string {
  const known = dates.filter((date) => date !== undefined).toSorted();
  return known[0] ?? FUTURE;
}

/** Replaces a bottle that was still offered at some moment by the one in all of history, which may know what dropped it later. */
export function withItsEnd(offer: BottleSpan, whole: TracedBottles): BottleSpan {
  if (offer.dropped !== undefined) return offer;
  const found = whole.spans.find(
    ({ bottleTag, checksum }) => bottleTag === offer.bottleTag && checksum === offer.checksum,
  );
  return found ?? offer;
}

interface Dated {
  readonly meaning: Meaning;
  /** When the name last led to the bottle. */
  readonly lastDate: string;
}

function toBottle(
  { name, oldNames }: LocatedFormula,
  { offer: span, match }: NonNullable<Chosen['choice']>,
  { doubt, last }: Chosen,
): HistoricBottle {
  const { introduced, dropped, unsure } = span;
  const nameThen = introduced.name;
  return {
    entry: span,
    match,
    introduced,
    dropped: dropped && {
      commit: dropped.commit,
      pkgVersion:
        dropped.version === undefined
          ? undefined
          : formatPkgVersion({ version: dropped.version, revision: dropped.revision }),
    },
    last: last && {
      bottleTag: last.bottleTag,
      pkgVersion: formatPkgVersion(last.introduced),
      date: last.introduced.commit.date,
    },
    unsure:
      doubt === undefined
        ? unsure && { about: 'version', error: unsure }
        : { about: 'newer', error: doubt.error },
    inferredName: nameThen === name || oldNames.includes(nameThen) ? undefined : nameThen,
  };
}
