import type { MissingOutput } from '../parts/bottle-output.ts';
import type { SkippedOutput } from '../parts/error-output.ts';
import type { PlaceOutput } from '../parts/history-output.ts';
import type { TargetOutput } from '../parts/target-output.ts';
import type { BrewOutput } from './brew-output.ts';
import type { PlanExceptionOutput } from './exception-output.ts';

/** What `plan` answers. */
export interface PlanOutput {
  /** One for each target, in the order of the request. */
  readonly plans: readonly TargetPlanOutput[];
  /** Entries of Brewfiles that are not asked for. */
  readonly skipped: readonly SkippedOutput[];
}

/** Everything that a target needs for some formulae. */
export interface TargetPlanOutput {
  readonly target: TargetOutput;
  /** How versions were chosen; `lock`: nothing had to be chosen. */
  readonly closure: 'one-commit' | 'newest' | 'exact' | 'lock';
  /** The one commit that all bottles belong to; null where there is none, or one for each of several taps. */
  readonly at: PlaceOutput | null;
  /** The commit of each tap that all bottles belong to; empty where they belong to different ones. */
  readonly commits: readonly TapCommitOutput[];
  /** What is needed and not there, in the order of names. */
  readonly missing: readonly MissingOutput[];
  /** The bottles in the order of installing. */
  readonly items: readonly PlanItemOutput[];
  /** Formulae that need each other: the names around each circle, as in the dependencies of items. */
  readonly cycles: readonly (readonly string[])[];
  /** What is not as `closure` promises. */
  readonly exceptions: readonly PlanExceptionOutput[];
  /** The Homebrew that is brought; left out where none is. */
  readonly brew?: BrewOutput;
}

/** A commit of a tap. */
export interface TapCommitOutput {
  readonly tap: string;
  /** The commit's oid. */
  readonly commit: string;
  /** When, ISO 8601 in UTC. */
  readonly date: string;
}

/** One bottle of a plan. */
export interface PlanItemOutput {
  /** The name that the bottle was built under. */
  readonly formula: string;
  /** The formula's name today, where it is another one; else left out. */
  readonly formulaNow?: string;
  /** Where the formula is from. */
  readonly tap: string;
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
  /** Brew's name of the file. */
  readonly fileName: string;
  /** Of the bottle; null where the registry was not asked. */
  readonly sizeBytes: number | null;
  /** The state that brought it; null where only a registry was asked. */
  readonly introducedBy: PlaceOutput | null;
  /** Asked for, not only needed. */
  readonly isRequested: boolean;
  /**
   * What it needs at run time. Each name is the name today of another item (`formulaNow`, or `formula` where that is left out), with
   * its tap before it unless that is homebrew/core: `user/tap/name`. A name without an item is in `missing`, or is on the machine already.
   */
  readonly dependencies: readonly string[];
}
