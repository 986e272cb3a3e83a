import { formerKey, nameOfKey } from '../../tap/former-key.ts';
import type { NameEra } from '../../rules/name-eras.ts';
import type { AnsweredName, Answers } from '../answers.ts';
import { compareTexts } from '../file/sorted-records.ts';
import type { MergeWindows } from './merge-windows.ts';

/** The moments at which an alias stopped leading to a formula; true if that only follows from both answers together. */
export type EraEnds = ReadonlyMap<string, boolean>;

/** Merges names: what the newer answers say about a name counts, and what only the older ones know is added as past. */
export class NameMerger {
  readonly #older: ReadonlyMap<string, AnsweredName>;
  readonly #newer: ReadonlyMap<string, AnsweredName>;
  /** Older names that the tap lists in the newer answers, with the keys of their formulae. */
  readonly #renamed: ReadonlyMap<string, string>;
  readonly #windows: MergeWindows;
  /** Ends of eras that only follow from both answers together, as `KEY MOMENT`. */
  readonly #found = new Set<string>();

  constructor(older: Answers, newer: Answers, windows: MergeWindows) {
    this.#older = new Map(older.names.map((name) => [name.name, name]));
    this.#newer = new Map(newer.names.map((name) => [name.name, name]));
    this.#renamed = new Map(
      newer.formulae.flatMap(({ key, oldNames }) => oldNames.map((oldName) => [oldName, key])),
    );
    this.#windows = windows;
  }

  /** Returns the key by which the newer answers know a formula of the older ones. */
  keyOf(key: string): string {
    const name = nameOfKey(key);
    const now = this.#newer.get(name);
    if (now?.formula === name) return name;
    const renamed = key === name ? this.#renamed.get(name) : undefined;
    if (now === undefined || renamed !== undefined) return renamed ?? key;
    // Its name is another formula's by now, and the tap does not list a rename to that one.
    if (now.formula === undefined || now.via === 'alias' || key !== name) return formerKey(name);
    return now.formula;
  }

  /** Returns all names, in order, and for each formula the moments at which an alias stopped leading to it. */
  merge(): {
    readonly names: readonly AnsweredName[];
    readonly ends: ReadonlyMap<string, EraEnds>;
  } {
    const all = new Set([...this.#older.keys(), ...this.#newer.keys()]);
    const names = [...all].toSorted(compareTexts).map((name) => this.#mergeName(name));
    const ends = new Map<string, Map<string, boolean>>();
    for (const { formula, until } of names.flatMap(({ eras }) => eras)) {
      if (until === undefined) continue;
      const key = this.#leadsTo(formula);
      const known = ends.get(key) ?? new Map<string, boolean>();
      ends.set(key, known.set(until, this.#found.has(`${key} ${until}`)));
    }
    return { names, ends };
  }

  /** Returns the key of the formula that the name in an era means. */
  #leadsTo(formula: string): string {
    const now = this.#newer.get(formula)?.formula;
    return now ?? this.keyOf(this.#older.get(formula)?.formula ?? formula);
  }

  #mergeName(name: string): AnsweredName {
    const [then, now] = [this.#older.get(name), this.#newer.get(name)];
    if (then === undefined) {
      if (now === undefined) throw new Error(`Internal error: nobody knows ${name}`);
      return now;
    }
    const eras = this.#mergeEras(then.eras, now?.eras ?? []);
    if (now !== undefined) return { ...now, eras, former: now.former ?? this.#formerOf(then, now) };
    const isAlias = then.via === 'alias';
    return {
      name,
      formula: then.formula === undefined || isAlias ? undefined : this.keyOf(then.formula),
      via: then.via === 'rename' ? 'rename' : 'history',
      eras,
      former: then.former && this.keyOf(then.former),
    };
  }

  /** Finds what had the name before it became an alias: the older answers' formula with that name, or what they say. */
  #formerOf(then: AnsweredName, { name, formula }: AnsweredName): string | undefined {
    const key = then.formula === name ? name : then.former;
    if (key === undefined || formula === name) return undefined;
    const mapped = this.keyOf(key);
    return mapped === formula ? undefined : mapped;
  }

  #mergeEras(then: readonly NameEra[], now: readonly NameEra[]): readonly NameEra[] {
    const first = now.at(-1);
    const past = then.filter(({ from }) => first === undefined || from < first.from);
    const [last, ...before] = past;
    if (last === undefined) return now;
    if (first !== undefined && last.formula === first.formula && !isOver(last, first.from)) {
      return [...now.slice(0, -1), { ...first, from: last.from }, ...before];
    }
    return [...now, this.#closed(last, first?.from ?? this.#windows.gone), ...before];
  }

  #closed(era: NameEra, moment: string): NameEra {
    if (isOver(era, moment)) return era;
    this.#found.add(`${this.#leadsTo(era.formula)} ${moment}`);
    return { ...era, until: moment };
  }
}

/** Whether an era had ended by a moment. */
function isOver({ until }: NameEra, moment: string): boolean {
  return until !== undefined && until <= moment;
}
