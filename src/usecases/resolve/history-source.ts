import type { HistoryPlace } from '../../core/bottle-span.ts';
import type { FormulaUnreadableError } from '../../core/errors.ts';
import type { EventSink } from '../../core/events.ts';
import type { BottleEntry } from '../../core/formula-state.ts';
import type { Target } from '../../core/target.ts';
import type { NearBottle } from '../../plan/nearest-bottles.ts';

/** Homebrew's history of one tap, wherever it comes from. */
export interface HistorySource {
  /** For messages, e.g. `homebrew/core at /src/homebrew-core`. */
  readonly description: string;
  /** As `user/name`. */
  readonly tap: string;
  /** Answers for one formula and any number of targets; the answers are in the order of the targets. */
  ask(formula: string, targets: readonly Target[], question: Question): Promise<HistoryAnswer>;
}

/** How history is asked. */
export interface Question {
  readonly exactOnly: boolean;
  readonly signal: AbortSignal;
  readonly onEvent: EventSink;
}

/** What history says. */
export type HistoryAnswer =
  | {
      readonly status: 'unknown';
      readonly suggestions: readonly string[];
      /** The next step, where history knows one: a formula may have moved to another tap. */
      readonly hint?: string | undefined;
    }
  | {
      readonly status: 'known';
      /** The formula's name today. */
      readonly formula: string;
      readonly answers: readonly TargetAnswer[];
    };

/** What history says about one target. */
export type TargetAnswer =
  | { readonly status: 'found'; readonly bottle: HistoricBottle }
  | { readonly status: 'none'; readonly nearest: readonly NearBottle[] };

/** The last bottle that a target can use, paired with the version that introduced it. */
export interface HistoricBottle {
  readonly entry: BottleEntry;
  readonly how: 'exact' | 'all' | 'older';
  readonly introduced: Introduction;
  readonly dropped: HistoricDrop | undefined;
  /** Set when an unreadable state lies just before `introduced`, so that the pairing may be wrong. */
  readonly unsure: FormulaUnreadableError | undefined;
}

/** The state that brought a bottle. */
interface Introduction extends HistoryPlace {
  /** The git oid of the formula file; undefined when it was not looked up. */
  readonly blob: string | undefined;
  readonly version: string;
  readonly revision: number;
  readonly otherVersions: readonly string[];
  readonly rebuild: number;
  /** As the block writes it; undefined means homebrew/core's registry, in every tap. */
  readonly rootUrl: string | undefined;
}

/** The first later state without a usable bottle. */
interface HistoricDrop {
  readonly commit: HistoryPlace['commit'];
  /** Undefined when the formula was deleted. */
  readonly pkgVersion: string | undefined;
}
