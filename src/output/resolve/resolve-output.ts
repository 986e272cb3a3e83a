import type { ErrorOutput, SkippedOutput } from '../parts/error-output.ts';
import type {
  DropOutput,
  NearBottleOutput,
  PlaceOutput,
  SourceOutput,
} from '../parts/history-output.ts';
import type { TargetOutput } from '../parts/target-output.ts';

/** The output of `resolve`. */
export interface ResolveOutput extends TargetsOutput {
  /** One per formula and target, in the order of the request. */
  readonly results: readonly ResolutionOutput[];
  /** The Brewfile entries that were skipped. */
  readonly skipped: readonly SkippedOutput[];
}

/** The systems that were asked for. */
export interface TargetsOutput {
  /** The first of them. */
  readonly target: TargetOutput;
  /** All of them; left out if there is only one. */
  readonly targets?: readonly TargetOutput[];
}

/** The result for one formula and one target, by its `status`. */
export type ResolutionOutput =
  | FoundOutput
  | NoBottleOutput
  | NotAFormulaOutput
  | FailedResolutionOutput;

/** What every result repeats from the request. */
export interface AskedOutput {
  /** The name that was asked for. */
  readonly requested: string;
  readonly target: TargetOutput;
}

/** What is known about a bottle. */
export interface FoundFields extends AskedOutput {
  /** The name that the bottle was built under, as in receipts. */
  readonly formula: string;
  /** The formula's name today, if it has changed; left out otherwise. */
  readonly formulaNow?: string;
  /** The formula's tap. */
  readonly tap: string;
  /** `9.0.1900`. */
  readonly version: string;
  /** The formula's revision. */
  readonly revision: number;
  /** The version with its revision: `9.0.1900_1`. */
  readonly pkgVersion: string;
  /** The bottle's rebuild number. */
  readonly rebuild: number;
  /** Its bottle tag. */
  readonly bottleTag: string;
  /** `all`: built for every system; `older`: for an older macOS on the same architecture, which brew accepts too. */
  readonly match: 'exact' | 'all' | 'older';
  /** The bottle's sha256: 64 hexadecimal digits. */
  readonly sha256: string;
  /** The root URL it is downloaded from. */
  readonly rootUrl: string;
  /** Its repository in a registry; left out for a plain file host. */
  readonly repository?: string;
  /** Its reference in a registry; left out for a plain file host. */
  readonly reference?: string;
  /** Its address on a plain file host; left out for a registry. */
  readonly url?: string;
  /** The file name that brew uses. */
  readonly fileName: string;
  /** The formula's path in its tap; null if only a registry was asked. */
  readonly path: string | null;
  /** The state that introduced it; null if only a registry was asked. */
  readonly introducedBy: PlaceOutput | null;
  /** The first state without it; null while the newest state still has it. */
  readonly droppedBy: DropOutput | null;
  /** The version that was asked for, as in `vim=9.0.1450`. */
  readonly wanted: string | null;
  /** If a version was asked for: the last bottle, unless it is the same one. */
  readonly last: NearBottleOutput | null;
  /** The sources that say so. */
  readonly sources: readonly ('git' | 'atlas' | 'registry' | 'lock' | 'api')[];
  /** Where the answer came from; null if it came from a lock. */
  readonly source: SourceOutput | null;
  /** How far back that goes, ISO 8601 in UTC. */
  readonly searchedFrom: string | null;
  /** What to know when judging the answer. */
  readonly notes: readonly AnswerNoteOutput[];
}

/** A bottle that was found. */
export interface FoundOutput extends FoundFields {
  readonly status: 'found';
}

/** Something to know about an answer. */
export interface AnswerNoteOutput {
  readonly kind: 'unsure' | 'alias' | 'inferred-rename' | 'contradiction';
  /** The same in words. */
  readonly message: string;
}

/** A formula without a bottle for the target. */
export interface NoBottleOutput extends NoBottleFields {
  readonly status: 'no-bottle';
}

/** What is known about a formula without a bottle for the target. */
export interface NoBottleFields extends AskedOutput {
  readonly formula: string;
  readonly tap: string;
  readonly searchedIn: 'history' | 'registry';
  /** How far back the search went, ISO 8601 in UTC; null if unknown. */
  readonly searchedFrom: string | null;
  readonly source: SourceOutput | null;
  /** Bottles for other systems, nearest first. */
  readonly nearest: readonly NearBottleOutput[];
  /** The version that was asked for. */
  readonly wanted: string | null;
  /** If a version was asked for: the nearest versions with a bottle for this system. */
  readonly versions: readonly NearBottleOutput[];
  /** The ready-to-run file that the formula downloads. */
  readonly prebuilt: { readonly url: string; readonly sha256: string } | null;
  /** The tap in which the name is now a cask. */
  readonly cask: string | null;
}

/** A name that no formula has. */
export interface NotAFormulaOutput extends AskedOutput {
  readonly formula: string;
  /** The tap it was looked for in. */
  readonly tap: string;
  readonly status: 'not-a-formula';
  /** Similar names. */
  readonly suggestions: readonly string[];
  /** The tap in which the name is a cask. */
  readonly cask: string | null;
  readonly source: SourceOutput | null;
}

/** A name that could not be looked up. */
export interface FailedResolutionOutput extends AskedOutput {
  readonly formula: string;
  readonly status: 'failed';
  readonly error: ErrorOutput;
}
