import type { FormulaUnreadableError } from '../../core/errors.ts';
import type { BottleEntry, FormulaState } from './formula-state.ts';
import type { Commit } from '../../core/commit.ts';

/** Where in a tap's history something is. */
export interface HistoryPlace {
  readonly commit: Pick<Commit, 'oid' | 'date'>;
  readonly path: string;
  /** The formula's name at that time. */
  readonly name: string;
}

/** The part of a formula that says which bottles there are. */
export type BottleFacts = Pick<FormulaState, 'version' | 'revision' | 'otherVersions' | 'bottle'>;

/** What a formula was after one commit, as far as bottles go. */
export type BottleState = HistoryPlace &
  (
    | { readonly status: 'present'; readonly formula: BottleFacts }
    | { readonly status: 'deleted' }
    | {
        readonly status: 'unreadable';
        readonly error: FormulaUnreadableError;
        /** The bottles its text may offer; undefined when it may offer any. */
        readonly mentions: readonly BottleEntry[] | undefined;
      }
  );

/** The same where only answers say it: they have dates, and know no commit and no path. */
export interface SpanPlace {
  readonly commit: { readonly oid: string | undefined; readonly date: string };
  readonly path: string | undefined;
}

/** The state that brought a bottle: its version, revision and rebuild are the bottle's. */
export interface SpanStart extends SpanPlace {
  /** The formula's name at that time. */
  readonly name: string;
  readonly version: string;
  readonly revision: number;
  readonly otherVersions: readonly string[];
  readonly rebuild: number;
  /** As written; undefined means homebrew/core's registry, in every tap. */
  readonly rootUrl: string | undefined;
}

/** The first later readable state that does not show a bottle; without a version the formula was deleted. */
export interface SpanEnd extends SpanPlace {
  readonly version: string | undefined;
  readonly revision: number;
}

/** One bottle, from the oldest state that ever offered it to the newest; the entry is spelled as in the newest. */
export interface BottleSpan extends BottleEntry {
  readonly introduced: SpanStart;
  /** Undefined while the newest readable state still offers it. */
  readonly dropped: SpanEnd | undefined;
  /** An unreadable state before `introduced` that may offer it, which makes the pairing unsure. */
  readonly unsure: FormulaUnreadableError | undefined;
  /** How many states are newer than the newest that offers it. */
  readonly age: number;
  /** Its position in the block of the newest state that offers it. */
  readonly position: number;
}

/** What a state that cannot be read leaves open: it may offer a bottle whose version is not known. */
export interface OpenDoubt extends LatestDoubt {
  readonly error: FormulaUnreadableError;
}

/** Every bottle of one formula, and what its history leaves open; both newest first. */
export interface TracedBottles {
  readonly spans: readonly BottleSpan[];
  readonly doubts: readonly OpenDoubt[];
}

/** An {@link OpenDoubt} in short. */
export interface LatestDoubt {
  /** The tag of the bottle in question; undefined for any. */
  readonly bottleTag: string | undefined;
  /** As in {@link BottleSpan}. */
  readonly age: number;
  readonly position: number;
}

/** The last bottle of one tag, in short. */
export interface LatestBottle {
  readonly bottleTag: string;
  readonly version: string;
  readonly revision: number;
  readonly rebuild: number;
  /** As in {@link BottleSpan}. */
  readonly age: number;
  readonly position: number;
  /** ISO 8601. */
  readonly introduced: string;
  /** ISO 8601; undefined while the newest state still offers it. */
  readonly dropped: string | undefined;
  readonly isUnsure: boolean;
}

/** One formula with the last bottle of every tag it ever had: enough to choose for any target. */
export interface LatestBottles {
  readonly name: string;
  /** Whether the newest state still has the formula. */
  readonly isPresent: boolean;
  readonly bottles: readonly LatestBottle[];
  readonly doubts: readonly LatestDoubt[];
}
