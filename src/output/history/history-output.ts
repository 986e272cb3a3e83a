import type { DropOutput, PlaceOutput, SourceOutput } from '../parts/history-output.ts';

/** What `history` answers: all bottles of a formula. */
export interface HistoryOutput extends HistoryFields {
  /** The newest first. */
  readonly builds: readonly BuildOutput[];
}

/** What is said of a history as a whole. */
export interface HistoryFields extends OriginOutput {
  /** The formula's name today; in a registry the name that was asked for. */
  readonly formula: string;
  /** Where it is from. */
  readonly tap: string;
  /** `all`: every bottle there ever was; `last`: the last one of each system; `registry`: all that the registry has. */
  readonly extent: 'all' | 'last' | 'registry';
}

/** Where an answer about a formula or a tap comes from. */
export interface OriginOutput {
  /** The newest state that was read; null for a registry. */
  readonly head: PlaceOutput | null;
  /** How far back was looked, ISO 8601 in UTC; null where that is not known. */
  readonly searchedFrom: string | null;
  /** What answered. */
  readonly source: SourceOutput;
}

/** One build of a formula, which has a bottle for each of some systems. */
export interface BuildOutput {
  /** Version and revision: `9.0.1900_1`. */
  readonly pkgVersion: string;
  /** Of the bottles. */
  readonly rebuild: number;
  /** When its first bottle came, ISO 8601 in UTC; null where that is not known. */
  readonly since: string | null;
  readonly bottles: readonly BuiltBottleOutput[];
}

/** A bottle of a build. */
export interface BuiltBottleOutput extends HistoryBottleOutput {
  /** Whether it is the last one that its system ever had. */
  readonly isLast: boolean;
}

/** A bottle with what brought it and what dropped it. */
export interface HistoryBottleOutput {
  /** The name that the bottle was built under. */
  readonly formula: string;
  /** The formula's name today, where it is another one; else left out. */
  readonly formulaNow?: string;
  readonly bottleTag: string;
  /** 64 hexadecimal digits; null for a bottle with a `sha1`. */
  readonly sha256: string | null;
  /** Of a bottle until 2016: 40 hexadecimal digits; else null. No server has such bottles any more. */
  readonly sha1: string | null;
  /** `any`, `any_skip_relocation` or a path; null where the formula does not say. */
  readonly cellar: string | null;
  /** `9.0.1900`. */
  readonly version: string;
  /** Of the formula. */
  readonly revision: number;
  /** Version and revision: `9.0.1900_1`. */
  readonly pkgVersion: string;
  /** Of the bottle. */
  readonly rebuild: number;
  /** As the formula says; null for homebrew/core's registry. */
  readonly rootUrl: string | null;
  /** Of the formula in its tap; null where no clone says it. */
  readonly path: string | null;
  /** The state that brought it. */
  readonly introducedBy: PlaceOutput;
  /** The first state without it; null while the newest state still has it, left out where only a registry was asked. */
  readonly droppedBy?: DropOutput | null;
  /** Whether a state that cannot be read may have brought it already. */
  readonly isUnsure: boolean;
}
