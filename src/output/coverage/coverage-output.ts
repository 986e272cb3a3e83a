import type { OriginOutput } from '../history/history-output.ts';
import type { DropOutput, PlaceOutput } from '../parts/history-output.ts';
import type { TargetOutput } from '../parts/target-output.ts';

/** The output of `coverage`: the bottles that one system gets from a tap. */
export interface CoverageOutput extends OriginOutput {
  /** The system that was asked for. */
  readonly target: TargetOutput;
  /** The tap that was counted. */
  readonly tap: string;
  /** How many formulae have a bottle today. */
  readonly pours: number;
  /** How many formulae have or had one. */
  readonly ever: number;
  /** Every month from the first in which a formula stopped to the last. */
  readonly months: readonly CoverageMonthOutput[];
  /** Sorted by name. */
  readonly formulae: readonly CoveredFormulaOutput[];
  /** The names of formulae for which this is unknown because one of their states cannot be read. */
  readonly unknown: readonly string[];
  /** Names similar to the filter word, if no formula matches it. */
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
  /** The name today, or the last one it had. */
  readonly formula: string;
  /** `pours`: it has a bottle; `stopped`: it had one; `removed`: it had one, and the formula is gone. */
  readonly status: 'pours' | 'stopped' | 'removed';
  /** The version and revision of the last bottle: `9.0.1900_1`. */
  readonly pkgVersion: string;
  /** The last bottle's rebuild number. */
  readonly rebuild: number;
  /** The bottle tag of the last bottle. */
  readonly bottleTag: string;
  /** `all`: built for every system; `older`: for an older macOS on the same architecture, which brew accepts too. */
  readonly match: 'exact' | 'all' | 'older';
  /** When the last bottle was introduced. */
  readonly introducedBy: PlaceOutput;
  /** When it was dropped; null while the formula still has it. */
  readonly droppedBy: DropOutput | null;
  /** Whether a state that cannot be read might say otherwise. */
  readonly isUnsure: boolean;
}
