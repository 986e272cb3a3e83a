import type { BottleEntry, FormulaState } from '../core/formula-state.ts';
import type { HistoryState } from '../core/history-state.ts';
import type { Target } from '../core/target.ts';
import { isSameSystem } from '../core/bottle-tag.ts';
import { chooseBottle } from './bottle-choice.ts';

/** A state in which the formula file could be read. */
export type PresentState = Extract<HistoryState, { readonly status: 'present' }>;

/** A state in which it could not. */
export type UnreadableState = Extract<HistoryState, { readonly status: 'unreadable' }>;

/** What a walk through one formula's history says about one target. */
export type Pairing =
  | {
      readonly status: 'found';
      readonly entry: BottleEntry;
      readonly how: 'exact' | 'all' | 'older';
      /** The state that brought the checksum: its version, revision and rebuild are the bottle's. */
      readonly introduced: PresentState;
      /** The newest state that offers the bottle. */
      readonly newest: PresentState;
      /** The first later state without a usable bottle; undefined while the newest state still has one. */
      readonly dropped: HistoryState | undefined;
      /** Set when an unreadable state lies just before `introduced`, so that the pairing may be wrong. */
      readonly unsure: UnreadableState | undefined;
    }
  | {
      readonly status: 'none';
      /** The newest state that could be read; undefined when there is none. */
      readonly newest: PresentState | undefined;
      /** How many states were seen, whatever their kind. */
      readonly states: number;
    };

/**
 * Pairs a checksum with its version. A version bump keeps the old bottle block until the bottle commit that follows, so
 * the newest state that shows a checksum may carry the next version; the state that introduced it is right. Feed states
 * newest first; `feed` says when the answer is known and no older state is needed.
 */
export class PairingWalk {
  readonly #target: Target;
  readonly #exactOnly: boolean;
  #states = 0;
  #newestReadable: PresentState | undefined;
  #later: HistoryState | undefined;
  #found: Omit<Extract<Pairing, { status: 'found' }>, 'unsure' | 'status'> | undefined;
  #unreadable: UnreadableState | undefined;

  constructor(target: Target, options: { readonly exactOnly: boolean }) {
    this.#target = target;
    this.#exactOnly = options.exactOnly;
  }

  /** Takes the next older state; returns true when the answer is known. */
  feed(state: HistoryState): boolean {
    this.#states += 1;
    if (state.status === 'unreadable') {
      if (this.#found !== undefined) this.#unreadable = state;
      return false;
    }
    return this.#found === undefined ? this.#search(state) : this.#trace(state);
  }

  /** Gives the answer of all states fed so far. */
  result(): Pairing {
    if (this.#found === undefined) {
      return { status: 'none', newest: this.#newestReadable, states: this.#states };
    }
    return { status: 'found', ...this.#found, unsure: this.#unreadable };
  }

  #search(state: Exclude<HistoryState, UnreadableState>): false {
    if (state.status === 'present') {
      this.#newestReadable ??= state;
      const entries = state.formula.bottle?.entries ?? [];
      const choice = chooseBottle(toOffers(entries), this.#target, { exactOnly: this.#exactOnly });
      if (choice !== undefined) {
        this.#found = {
          entry: choice.offer.entry,
          how: choice.how,
          introduced: state,
          newest: state,
          dropped: this.#later,
        };
        return false;
      }
    }
    this.#later = state;
    return false;
  }

  #trace(state: Exclude<HistoryState, UnreadableState>): boolean {
    if (this.#found === undefined) return false;
    if (state.status === 'deleted' || !shows(state.formula, this.#found.entry)) return true;
    this.#found = { ...this.#found, introduced: state };
    this.#unreadable = undefined;
    return false;
  }
}

function toOffers(entries: readonly BottleEntry[]): { tag: string; entry: BottleEntry }[] {
  return entries.map((entry) => ({ tag: entry.tag, entry }));
}

/** Whether a state offers the same bytes; a tag may change its spelling (`big_sur_arm` to `arm64_big_sur`) in between. */
function shows(formula: FormulaState, wanted: BottleEntry): boolean {
  return (formula.bottle?.entries ?? []).some(
    (entry) => entry.checksum === wanted.checksum && isSameSystem(entry.tag, wanted.tag),
  );
}
