import type { BottleSpan, SpanPlace, SpanStart, TracedBottles } from '../state/bottle-span.ts';
import type { FormulaUnreadableError } from '../../core/errors.ts';
import type { EventSink } from '../../core/events.ts';
import type { BottleEntry } from '../state/formula-state.ts';
import type { Target } from '../../core/target.ts';
import type { WantedVersion } from '../../core/wanted-version.ts';
import type { FormulaLocation } from '../rules/locate.ts';
import type { NameEra } from '../rules/name-eras.ts';
import type { Spot } from '../rules/tap.ts';
import type { NearBottle } from './nearest-bottles.ts';

/** Homebrew's history of one tap, wherever it comes from. */
export interface HistorySource {
  /** For messages, e.g. `homebrew/core at /src/homebrew-core`. */
  readonly description: string;
  /** As `user/name`. */
  readonly tap: string;
  /** Answers for one formula and any number of targets, in the order of the targets. */
  ask(formula: string, targets: readonly Target[], question: Question): Promise<HistoryAnswer>;
}

/** How to ask a history. */
export interface Question {
  readonly exactOnly: boolean;
  /** The only version that counts; undefined for the last one. */
  readonly version?: WantedVersion | undefined;
  readonly signal: AbortSignal;
  readonly onEvent: EventSink;
}

/** A history's answer. */
export type HistoryAnswer =
  | {
      readonly status: 'unknown';
      readonly suggestions: readonly string[];
      /** The next step, if history knows one: a formula may have moved to another tap. */
      readonly hint?: string | undefined;
    }
  | { readonly status: 'known'; readonly answers: readonly TargetAnswer[] };

/** A history's answer for one target. `formula` is the formula's name today. */
export type TargetAnswer =
  | { readonly status: 'found'; readonly formula: string; readonly bottle: HistoricBottle }
  /** A state that cannot be read may have the only bottle. */
  | {
      readonly status: 'unsure';
      readonly formula: string;
      readonly error: FormulaUnreadableError;
    }
  /** A version was asked for, and the source knows only the last bottles, which cannot answer that. */
  | { readonly status: 'beyond'; readonly formula: string }
  | {
      readonly status: 'none';
      readonly formula: string;
      readonly nearest: readonly NearBottle[];
      /** If a version was asked for: the nearest ones that the target has a bottle of. */
      readonly versions?: readonly NearBottle[] | undefined;
      /** When the history that was searched begins, ISO 8601. */
      readonly searchedFrom: string | undefined;
    };

/** The last bottle that a target can use, paired with the version it was built as. */
export interface HistoricBottle {
  readonly entry: BottleEntry;
  readonly match: 'exact' | 'all' | 'older';
  readonly introduced: SpanStart;
  readonly dropped: HistoricDroppedBy | undefined;
  /** If a version was asked for: the last bottle for the target, if it is another one. */
  readonly last?: NearBottle | undefined;
  /** A state that cannot be read and makes the answer unsure. */
  readonly unsure: HistoricDoubt | undefined;
  /** The formula's name when the bottle was built, if only git inferred it from similar content and the tap does not list it. */
  readonly inferredName: string | undefined;
}

/** Why an answer is unsure. */
export interface HistoricDoubt {
  /** `version`: an older state may offer the bottle as another version; `newer`: a later state may have a better bottle. */
  readonly about: 'version' | 'newer';
  readonly error: FormulaUnreadableError;
}

/** The first later state without a usable bottle. */
interface HistoricDroppedBy {
  readonly commit: SpanPlace['commit'];
  /** Undefined when the formula was deleted. */
  readonly pkgVersion: string | undefined;
}

/** A formula that a name leads to. */
export type LocatedFormula = Pick<FormulaLocation<Spot>, 'name' | 'oldNames' | 'via'>;

/** A question about one formula's history. */
export interface TraceRequest {
  /** Only states before this moment count, ISO 8601. */
  readonly until?: string | undefined;
  /** Whether a target may use bottles with this bottle tag. A source may leave out all others while every target has a bottle. */
  serves(bottleTag: string): boolean;
  /** Returns the bottles chosen from those found so far; undefined while a target has none. A source need not call it. */
  chosen(traced: TracedBottles): readonly BottleSpan[] | undefined;
}

/** The histories of a tap's formulae, from a clone, an atlas or answers; every {@link HistorySource} is built on one. */
export interface FormulaHistories<Located extends LocatedFormula = LocatedFormula> {
  /** Finds a formula under any name it has or had; undefined when there is none. */
  locate(name: string): Promise<Located | undefined>;
  /** Finds the formula that had a name before it became another one's alias. */
  locateFormer(alias: string): Promise<Located | undefined>;
  /** Lists the periods in which an alias led to a formula, newest first. */
  eras(alias: string): Promise<readonly NameEra[]>;
  /** Lists the bottles of a formula, from its newest state back. */
  trace(formula: Located, request: TraceRequest): Promise<TracedBottles>;
  /** Returns when the history begins, ISO 8601; undefined if unknown. */
  begins(): Promise<string | undefined>;
  /** Finds what to say about a name that leads nowhere. */
  explainUnknown(
    name: string,
  ): Promise<Omit<Extract<HistoryAnswer, { readonly status: 'unknown' }>, 'status'>>;
}
