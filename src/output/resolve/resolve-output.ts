import type { ErrorOutput, SkippedOutput } from '../parts/error-output.ts';
import type {
  DropOutput,
  NearBottleOutput,
  PlaceOutput,
  SourceOutput,
} from '../parts/history-output.ts';
import type { TargetOutput } from '../parts/target-output.ts';

/** What `resolve` answers. */
export interface ResolveOutput extends TargetsOutput {
  /** One for each formula and target, in the order of the request. */
  readonly results: readonly ResolutionOutput[];
  /** Entries of Brewfiles that are not asked for. */
  readonly skipped: readonly SkippedOutput[];
}

/** The systems that were asked for. */
export interface TargetsOutput {
  /** The first of them. */
  readonly target: TargetOutput;
  /** All of them; left out where there is one. */
  readonly targets?: readonly TargetOutput[];
}

/** The answer for one formula and one target, by its `status`. */
export type ResolutionOutput =
  | FoundOutput
  | NoBottleOutput
  | NotAFormulaOutput
  | FailedResolutionOutput;

/** What every answer repeats of its question. */
export interface AskedOutput {
  /** The name as it was asked for. */
  readonly requested: string;
  readonly target: TargetOutput;
}

/** What is known of a bottle. */
export interface FoundFields extends AskedOutput {
  /** The name that the bottle was built under, as in receipts. */
  readonly formula: string;
  /** The formula's name today, where it is another one; else left out. */
  readonly formulaNow?: string;
  /** Where the formula is from. */
  readonly tap: string;
  /** `9.0.1900`. */
  readonly version: string;
  /** Of the formula. */
  readonly revision: number;
  /** Version and revision: `9.0.1900_1`. */
  readonly pkgVersion: string;
  /** Of the bottle. */
  readonly rebuild: number;
  /** Of the bottle. */
  readonly bottleTag: string;
  /** `all`: for every system; `older`: for an older macOS of the same architecture, which brew takes as well. */
  readonly match: 'exact' | 'all' | 'older';
  /** Of the bottle: 64 hexadecimal digits. */
  readonly sha256: string;
  /** Where it is downloaded from. */
  readonly rootUrl: string;
  /** In a registry; left out for a file of a plain file host. */
  readonly repository?: string;
  /** In a registry; left out for a file of a plain file host. */
  readonly reference?: string;
  /** The address of a file of a plain file host; left out for a registry. */
  readonly url?: string;
  /** Brew's name of the file. */
  readonly fileName: string;
  /** Of the formula in its tap; null where only a registry was asked. */
  readonly path: string | null;
  /** The state that brought it; null where only a registry was asked. */
  readonly introducedBy: PlaceOutput | null;
  /** The first state without it; null while the newest state still has it. */
  readonly droppedBy: DropOutput | null;
  /** The version that was asked for, as in `vim=9.0.1450`. */
  readonly wanted: string | null;
  /** Where a version was asked for: the last bottle, if that is another one. */
  readonly last: NearBottleOutput | null;
  /** Who said so. */
  readonly sources: readonly ('git' | 'atlas' | 'registry' | 'lock' | 'api')[];
  /** Who answered; null for what a lock says. */
  readonly source: SourceOutput | null;
  /** How far back that looks, ISO 8601 in UTC. */
  readonly searchedFrom: string | null;
  /** What to know to judge the answer. */
  readonly notes: readonly AnswerNoteOutput[];
}

/** A bottle that was found. */
export interface FoundOutput extends FoundFields {
  readonly status: 'found';
}

/** Something to know about an answer. */
export interface AnswerNoteOutput {
  readonly kind: 'unsure' | 'alias' | 'inferred-rename' | 'contradiction';
  /** The same for people. */
  readonly message: string;
}

/** A formula without a bottle for the target. */
export interface NoBottleOutput extends NoBottleFields {
  readonly status: 'no-bottle';
}

/** What is known of a formula without a bottle for the target. */
export interface NoBottleFields extends AskedOutput {
  readonly formula: string;
  readonly tap: string;
  readonly searchedIn: 'history' | 'registry';
  /** How far back, ISO 8601 in UTC; null where that is not known. */
  readonly searchedFrom: string | null;
  readonly source: SourceOutput | null;
  /** Bottles of other systems, the nearest first. */
  readonly nearest: readonly NearBottleOutput[];
  /** The version that was asked for. */
  readonly wanted: string | null;
  /** Where a version was asked for: the next versions that this system has a bottle of. */
  readonly versions: readonly NearBottleOutput[];
  /** What the formula downloads ready to run. */
  readonly prebuilt: { readonly url: string; readonly sha256: string } | null;
  /** The tap in which the name is a cask's now. */
  readonly cask: string | null;
}

/** A name that no formula has. */
export interface NotAFormulaOutput extends AskedOutput {
  readonly formula: string;
  /** Where it was looked for. */
  readonly tap: string;
  readonly status: 'not-a-formula';
  /** Names like it. */
  readonly suggestions: readonly string[];
  /** The tap in which the name is a cask's. */
  readonly cask: string | null;
  readonly source: SourceOutput | null;
}

/** A name that could not be looked up. */
export interface FailedResolutionOutput extends AskedOutput {
  readonly formula: string;
  readonly status: 'failed';
  readonly error: ErrorOutput;
}
