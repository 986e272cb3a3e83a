import type { Target } from '../../core/target.ts';
import { chooseBottle } from '../../plan/bottle-choice.ts';
import { listRuntimeDependencies } from '../../plan/closure/runtime-dependencies.ts';
import { askAsWritten, type Ask } from './closure-taps.ts';
import type { TapPlaces } from './tap-places.ts';
import type { SnapshotFormula } from './tap-snapshot.ts';

/** A formula of one tap as a commit has it. */
export interface PlacedFormula extends SnapshotFormula {
  readonly tap: string;
}

/** What is known of one formula at the present moment. */
interface Known {
  readonly ask: Ask;
  /** Undefined for a name without a formula. */
  readonly formula: PlacedFormula | undefined;
}

/** A closure at one moment in the histories of its taps, kept while the moment moves back. */
export class ClosureSearch {
  /** A tap without a history that the closure reached into; nothing can be said then. */
  unopened: string | undefined;
  readonly #request: {
    readonly asks: readonly Ask[];
    readonly target: Target;
    readonly exactOnly: boolean;
  };
  readonly #places: TapPlaces;
  readonly #known = new Map<string, Known>();
  #reached: ReadonlyMap<string, Ask> = new Map();

  constructor(
    request: {
      readonly asks: readonly Ask[];
      readonly target: Target;
      readonly exactOnly: boolean;
    },
    places: TapPlaces,
  ) {
    this.#request = request;
    this.#places = places;
  }

  /** The keys of what was needed when it was last asked whether the closure is complete. */
  keys(): readonly string[] {
    return [...this.#reached.keys()];
  }

  /** What was found, by key. */
  found(): ReadonlyMap<string, PlacedFormula> {
    return new Map(
      this.keys().flatMap((key) => {
        const formula = this.#known.get(key)?.formula;
        return formula === undefined ? [] : [[key, formula] as const];
      }),
    );
  }

  /** By tap, every path whose change can change the closure. */
  paths(): ReadonlyMap<string, ReadonlySet<string>> {
    const paths = new Map<string, Set<string>>();
    const add = (tap: string, more: readonly string[]): void => {
      paths.set(tap, new Set([...(paths.get(tap) ?? []), ...more]));
    };
    for (const [key, { candidates }] of this.#reached) {
      const formula = this.#known.get(key)?.formula;
      for (const { tap, name } of candidates) {
        const snapshot = this.#places.snapshotOf(tap);
        add(tap, snapshot?.pathsOf(name) ?? []);
        if (formula?.tap !== tap) continue;
        if (formula.name !== name) add(tap, snapshot?.pathsOf(formula.name) ?? []);
        break;
      }
    }
    return paths;
  }

  /** Forgets a formula whose file changed, under every name that led to it. */
  forget(tap: string, name: string): void {
    for (const [key, { ask, formula }] of this.#known) {
      const isIt = formula?.tap === tap && formula.name === name;
      const mayBeIt = ask.candidates.some((each) => each.tap === tap && each.name === name);
      if (formula === undefined || isIt || mayBeIt) this.#known.delete(key);
    }
  }

  /** Follows the dependencies, a level at a time; a formula without a usable bottle does not stop the others. */
  async isComplete(): Promise<boolean> {
    const { asks, target, exactOnly } = this.#request;
    const reached = new Map<string, Ask>();
    let isComplete = true;
    let level = asks;
    while (level.length > 0) {
      for (const ask of level) reached.set(ask.key, ask);
      await this.#learn(level);
      const next = new Map<string, Ask>();
      for (const { key } of level) {
        const formula = this.#known.get(key)?.formula;
        const entries = formula?.state.bottle?.entries ?? [];
        if (chooseBottle(entries, target, { exactOnly }) === undefined) isComplete = false;
        if (formula === undefined) continue;
        for (const { name } of listRuntimeDependencies(formula.state, target)) {
          const ask = askAsWritten(name, formula.tap);
          if (!reached.has(ask.key)) next.set(ask.key, ask);
        }
      }
      level = [...next.values()];
    }
    this.#reached = reached;
    return isComplete;
  }

  async #learn(asks: readonly Ask[]): Promise<void> {
    const unknown = asks.filter(({ key }) => !this.#known.has(key));
    const formulae = await Promise.all(unknown.map((ask) => this.#find(ask)));
    for (const [index, ask] of unknown.entries()) {
      this.#known.set(ask.key, { ask, formula: formulae[index] });
    }
  }

  async #find({ candidates }: Ask): Promise<PlacedFormula | undefined> {
    for (const { tap, name } of candidates) {
      const place = await this.#places.at(tap);
      if (place === undefined) {
        if (!this.#places.hasHistory(tap)) this.unopened ??= tap;
        continue;
      }
      const { revision, date } = place;
      const found = await place.tap.snapshot.find(name, revision, date);
      if (found !== undefined) return { ...found, tap };
    }
    return undefined;
  }
}
