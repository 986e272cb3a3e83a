import type { OriginOutput } from '../history/history-output.ts';
import type { DropOutput, PlaceOutput } from '../parts/history-output.ts';
import type { TargetOutput } from '../parts/target-output.ts';

/** What `coverage` answers: what one system gets of a tap. */
export interface CoverageOutput extends OriginOutput {
  /** The system that was asked for. */
  readonly target: TargetOutput;
  /** What was counted. */
  readonly tap: string;
  /** How many formulae have a bottle today. */
  readonly pours: number;
  /** How many formulae have one or had one. */
  readonly ever: number;
  /** Every month from the first to the last in which a formula stopped. */
  readonly months: readonly CoverageMonthOutput[];
  /** In the order of names. */
  readonly formulae: readonly CoveredFormulaOutput[];
  /** Names of formulae of which that cannot be told: a state of theirs cannot be read. */
  readonly unknown: readonly string[];
  /** Names like the word that was asked for, where no formula has it. */
  readonly suggestions: readonly string[];
}

/** How many formulae stopped in a month. */
export interface CoverageMonthOutput {
  /** `2023-10`. */
  readonly month: string;
  readonly stopped: number;
}

/** A formula and its last bottle for the system. */
export interface CoveredFormulaOutput {
  /** The name today, or the last that it had. */
  readonly formula: string;
  /** `pours`: it has a bottle; `stopped`: it had one; `removed`: it had one, and is gone. */
  readonly status: 'pours' | 'stopped' | 'removed';
  /** Version and revision of the last bottle: `9.0.1900_1`. */
  readonly pkgVersion: string;
  /** Of the last bottle. */
  readonly rebuild: number;
  /** Of the last bottle. */
  readonly bottleTag: string;
  /** `all`: for every system; `older`: for an older macOS of the same architecture, which brew takes as well. */
  readonly match: 'exact' | 'all' | 'older';
  /** When the last bottle came. */
  readonly introducedBy: PlaceOutput;
  /** When it was dropped; null while the formula has it. */
  readonly droppedBy: DropOutput | null;
  /** Whether a state that cannot be read may say otherwise. */
  readonly isUnsure: boolean;
}
