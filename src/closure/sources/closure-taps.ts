import { listDependencyRefs } from '../../history/tap/dependency-ref.ts';
import { formatFormulaRef, type FormulaRef } from '../../history/tap/formula-ref.ts';
import { readTapNames } from '../../history/tap/tap-names.ts';
import type { FoundBottle } from '../../bottle/resolve/resolution.ts';
import type { Brewpull } from '../../workspace/brewpull.ts';
import type { TapHistory } from '../../workspace/histories/tap-history.ts';
import type { SearchedTap } from './tap-places.ts';
import { TapSnapshot } from './tap-snapshot.ts';

/** A tap's history, opened for planning. */
export interface ClosureHistory extends SearchedTap {
  readonly history: TapHistory;
}

/** A formula as it is asked for: by the user, or by another formula. */
export interface Ask {
  /** The same for all that mean the same: `hello`, `user/tap/hello`, or `hello or user/tap/hello`. */
  readonly key: string;
  /** What it may mean; the first that is a formula counts. */
  readonly candidates: readonly [FormulaRef, ...FormulaRef[]];
  /** The bottle that it is, where a version was asked for. */
  readonly pin?: FoundBottle | undefined;
}

/** The histories of the taps that a closure reaches into, each opened when it is first asked for. */
export class ClosureTaps {
  readonly #brewpull: Brewpull;
  readonly #opened = new Map<string, Promise<ClosureHistory | undefined>>();

  constructor(brewpull: Brewpull) {
    this.#brewpull = brewpull;
  }

  /** Undefined when only the registry can be asked. Throws `HistoryError` or `GitError` where git must be asked and cannot be. */
  open(tap: string): Promise<ClosureHistory | undefined> {
    const opened = this.#opened.get(tap) ?? this.#open(tap);
    this.#opened.set(tap, opened);
    return opened;
  }

  async #open(tap: string): Promise<ClosureHistory | undefined> {
    const { histories, options } = this.#brewpull;
    const history = await histories.of(tap);
    if (history === undefined) return undefined;
    const { repository } = history;
    const head = await history.head();
    const names = await readTapNames(repository, head, options.onEvent);
    const snapshot = new TapSnapshot(repository, await history.reader(), names);
    return { history, repository, snapshot, head };
  }
}

const shared = new WeakMap<Brewpull, ClosureTaps>();

/** Gives the taps of a run: plans for several targets read each formula once. */
export function closureTapsOf(brewpull: Brewpull): ClosureTaps {
  const taps = shared.get(brewpull) ?? new ClosureTaps(brewpull);
  shared.set(brewpull, taps);
  return taps;
}

/** Asks for one formula and no other. */
export function askFor({ tap, name }: FormulaRef): Ask {
  const ref = { tap, name };
  return { key: formatFormulaRef(ref), candidates: [ref] };
}

/** Asks for what a formula of a tap depends on, as it is written there. */
export function askAsWritten(written: string, tap: string): Ask {
  const candidates = listDependencyRefs(written, tap);
  return { key: candidates.map(formatFormulaRef).join(' or '), candidates };
}

/** Gives the name of one that was not found: what brew would have taken first. */
export function nameOf({ candidates: [first] }: Ask): string {
  return formatFormulaRef(first);
}
