import type { DropOutput, PlaceOutput, SourceOutput } from '../parts/history-output.ts';

/** The output of `history`: all bottles of a formula. */
export interface HistoryOutput extends HistoryFields {
  /** Newest first. */
  readonly builds: readonly BuildOutput[];
}

/** What describes a history as a whole. */
export interface HistoryFields extends OriginOutput {
  /** The formula's name today, or, from a registry, the name that was asked for. */
  readonly formula: string;
  /** The formula's tap. */
  readonly tap: string;
  /** `all`: every bottle there ever was; `last`: the last one for each system; `registry`: all that the registry has. */
  readonly extent: 'all' | 'last' | 'registry';
}

/** Where an answer about a formula or a tap comes from. */
export interface OriginOutput {
  /** The newest state that was read; null for a registry. */
  readonly head: PlaceOutput | null;
  /** How far back the search went, ISO 8601 in UTC; null if unknown. */
  readonly searchedFrom: string | null;
  /** Where the answer came from. */
  readonly source: SourceOutput;
}

/** One build of a formula, with a bottle for each of some systems. */
export interface BuildOutput {
  /** The version with its revision: `9.0.1900_1`. */
  readonly pkgVersion: string;
  /** The bottles' rebuild number. */
  readonly rebuild: number;
  /** When its first bottle was introduced, ISO 8601 in UTC; null if unknown. */
  readonly since: string | null;
  readonly bottles: readonly BuiltBottleOutput[];
}

/** A bottle from a build. */
export interface BuiltBottleOutput extends HistoryBottleOutput {
  /** Whether it is the last one its system ever had. */
  readonly isLast: boolean;
}

/** A bottle, with the commits that introduced and dropped it. */
export interface HistoryBottleOutput {
  /** The name the bottle was built under. */
  readonly formula: string;
  /** The formula's name today, if it has changed; left out otherwise. */
  readonly formulaNow?: string;
  readonly bottleTag: string;
  /** The bottle's sha256: 64 hexadecimal digits; null for a bottle with a `sha1`. */
  readonly sha256: string | null;
  /** The SHA-1 of a bottle up to 2016: 40 hexadecimal digits; null otherwise. No server has these bottles any more. */
  readonly sha1: string | null;
  /** `any`, `any_skip_relocation` or a path; null if the formula does not say. */
  readonly cellar: string | null;
  /** `9.0.1900`. */
  readonly version: string;
  /** The formula's revision. */
  readonly revision: number;
  /** The version with its revision: `9.0.1900_1`. */
  readonly pkgVersion: string;
  /** The bottle's rebuild number. */
  readonly rebuild: number;
  /** The root URL in the formula; null for homebrew/core's registry. */
  readonly rootUrl: string | null;
  /** The formula's path in its tap; null if no clone says. */
  readonly path: string | null;
  /** The state that introduced it. */
  readonly introducedBy: PlaceOutput;
  /** The first state without it; null while the newest state still has it, left out if only a registry was asked. */
  readonly droppedBy?: DropOutput | null;
  /** Whether a state that cannot be read may have introduced it earlier. */
  readonly isUnsure: boolean;
}
