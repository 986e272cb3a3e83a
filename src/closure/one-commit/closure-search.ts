import { chooseBottle } from '../../core/bottle-choice.ts';
import type { ClosureRequest } from '../closure-request.ts';
import { listRuntimeDependencies } from '../rules/runtime-dependencies.ts';
import { askAsWritten, type Ask } from '../sources/closure-taps.ts';
import type { TapPlaces } from '../sources/tap-places.ts';
import type { SnapshotFormula } from '../sources/tap-snapshot.ts';

/** The closure that a search looks for. */
export interface ClosureQuestion extends Pick<ClosureRequest, 'target' | 'exactOnly'> {
  readonly asks: readonly Ask[];
}

/** A formula of one tap as of a commit. */
export interface PlacedFormula extends SnapshotFormula {
  readonly tap: string;
}

/** A formula that is needed at some moment, and what is known about it then. */
export interface Node {
  readonly ask: Ask;
  /** Undefined for a name without a formula. */
  readonly formula: PlacedFormula | undefined;
  readonly isUsable: boolean;
  /** What it needs at run time. */
  readonly needs: readonly Ask[];
}

/** The closure of some formulae, at any moment in the histories of their taps. */
export class ClosureSearch {
  /** A tap without a history that the closure reached into; then there is no answer. */
  unopened: string | undefined;
  readonly question: ClosureQuestion;
  readonly places: TapPlaces;

  constructor(question: ClosureQuestion, places: TapPlaces) {
    this.question = question;
    this.places = places;
  }

  /** Follows dependencies as of the current moment, level by level; one without a usable bottle does not stop the others. */
  async look(): Promise<ReadonlyMap<string, Node>> {
    const nodes = new Map<string, Node>();
    let level = this.question.asks;
    while (level.length > 0) {
      const found = await Promise.all(level.map((ask) => this.find(ask)));
      for (const node of found) nodes.set(node.ask.key, node);
      const next = new Map(
        found.flatMap(({ needs }) => needs.map((ask) => [ask.key, ask] as const)),
      );
      level = [...next.values()].filter(({ key }) => !nodes.has(key));
    }
    return nodes;
  }

  /** Finds one formula as of the current moment. */
  async find(ask: Ask): Promise<Node> {
    for (const { tap, name } of ask.candidates) {
      const place = await this.places.at(tap);
      if (place === undefined) {
        if (!this.places.hasHistory(tap)) this.unopened ??= tap;
        continue;
      }
      const { revision, date } = place;
      const found = await place.tap.snapshot.find(name, revision, date);
      if (found !== undefined) return this.toNode(ask, { ...found, tap });
      // A formula that cannot be read is still the one that brew would take.
      if (ask.candidates.length > 1 && (await place.tap.snapshot.has(name, revision))) break;
    }
    return { ask, formula: undefined, isUsable: false, needs: [] };
  }

  /** Reads the parts of a formula that the closure depends on. */
  toNode(ask: Ask, formula: PlacedFormula): Node {
    const { target, exactOnly } = this.question;
    const { state, tap } = formula;
    const choice = chooseBottle(state.bottle?.entries ?? [], target, { exactOnly });
    const isUsable = choice !== undefined && isPinned(ask, state, choice.offer.checksum);
    const needs = listRuntimeDependencies(state, target).map(({ name }) => askAsWritten(name, tap));
    return { ask, formula, isUsable, needs };
  }
}

/** Returns whether a state has both the pinned version and its bottle: a bumped formula shows the old bottle for a while. */
function isPinned({ pin }: Ask, state: SnapshotFormula['state'], checksum: string): boolean {
  if (pin === undefined) return true;
  const versions = [state.version, ...state.otherVersions];
  const isOf = versions.includes(pin.version) && state.revision === pin.revision;
  return isOf && checksum === pin.sha256;
}
