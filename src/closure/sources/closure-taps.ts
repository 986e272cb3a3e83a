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

/** A formula as the user or another formula asks for it. */
export interface Ask {
  /** Asks with the same meaning have the same key: `hello`, `user/tap/hello`, or `hello or user/tap/hello`. */
  readonly key: string;
  /** What it may mean; the first that is a formula counts. */
  readonly candidates: readonly [FormulaRef, ...FormulaRef[]];
  /** If a version was asked for, its bottle. */
  readonly pin?: FoundBottle | undefined;
}

/** The histories of the taps that a closure reaches into, each opened when it is first asked for. */
export class ClosureTaps {
  readonly #brewpull: Brewpull;
  readonly #opened = new Map<string, Promise<ClosureHistory | undefined>>();

  constructor(brewpull: Brewpull) {
    this.#brewpull = brewpull;
  }

  /** Opens a tap; undefined if no clone is to be asked. Throws `HistoryError` or `GitError` for a missing or broken one. */
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

/** Returns the taps of a run, which are shared: plans for several targets read each formula once. */
export function closureTapsOf(brewpull: Brewpull): ClosureTaps {
  const taps = shared.get(brewpull) ?? new ClosureTaps(brewpull);
  shared.set(brewpull, taps);
  return taps;
}

/** Makes an ask for exactly one formula. */
export function askFor({ tap, name }: FormulaRef): Ask {
  const ref = { tap, name };
  return { key: formatFormulaRef(ref), candidates: [ref] };
}

/** Makes an ask for a dependency as a formula of a tap writes it. */
export function askAsWritten(written: string, tap: string): Ask {
  const candidates = listDependencyRefs(written, tap);
  return { key: candidates.map(formatFormulaRef).join(' or '), candidates };
}

/** Returns the name of an ask that was not found: what brew would try first. */
export function nameOf({ candidates: [first] }: Ask): string {
  return formatFormulaRef(first);
}
