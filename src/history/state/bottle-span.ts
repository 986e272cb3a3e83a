import type { FormulaUnreadableError } from '../../core/errors.ts';
import type { BottleEntry, FormulaState } from './formula-state.ts';
import type { Commit } from '../../core/commit.ts';

/** A place in the history of a tap. */
export interface HistoryPlace {
  readonly commit: Pick<Commit, 'oid' | 'date'>;
  readonly path: string;
  /** The formula's name at that time. */
  readonly name: string;
}

/** The part of a formula that says which bottles there are. */
export type BottleFacts = Pick<FormulaState, 'version' | 'revision' | 'otherVersions' | 'bottle'>;

/** The state of a formula after one commit, as far as bottles are concerned. */
export type BottleState = HistoryPlace &
  (
    | { readonly status: 'present'; readonly formula: BottleFacts }
    | { readonly status: 'deleted' }
    | {
        readonly status: 'unreadable';
        readonly error: FormulaUnreadableError;
        /** The bottles its text may offer; undefined if it may offer any. */
        readonly mentions: readonly BottleEntry[] | undefined;
      }
  );

/** A place in the history that may come from answers, which have dates but no commit and no path. */
export interface SpanPlace {
  readonly commit: { readonly oid: string | undefined; readonly date: string };
  readonly path: string | undefined;
}

/** The state that introduced a bottle: its version, revision and rebuild are the bottle's. */
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

/** The first later readable state that does not offer a bottle; without a version, the formula was deleted. */
export interface SpanEnd extends SpanPlace {
  readonly version: string | undefined;
  readonly revision: number;
}

/** One bottle, from the oldest state that ever offered it to the newest; the entry is spelled as in the newest. */
export interface BottleSpan extends BottleEntry {
  readonly introduced: SpanStart;
  /** Undefined while the newest readable state still offers it. */
  readonly dropped: SpanEnd | undefined;
  /** An unreadable state before `introduced` that may offer it, which makes `introduced` uncertain. */
  readonly unsure: FormulaUnreadableError | undefined;
  /** The number of states newer than the newest one that offers it. */
  readonly age: number;
  /** Its position in the block of the newest state that offers it. */
  readonly position: number;
}

/** What an unreadable state leaves open: it may offer a bottle whose version is not known. */
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
  /** The bottle tag in question; undefined for any. */
  readonly bottleTag: string | undefined;
  /** As in {@link BottleSpan}. */
  readonly age: number;
  readonly position: number;
}

/** The last bottle for one bottle tag, in short. */
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

/** One formula with the last bottle for every bottle tag it ever had: enough to choose for any target. */
export interface LatestBottles {
  readonly name: string;
  /** Whether the newest state still has the formula. */
  readonly isPresent: boolean;
  readonly bottles: readonly LatestBottle[];
  readonly doubts: readonly LatestDoubt[];
}
