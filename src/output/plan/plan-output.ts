import type { MissingOutput } from '../parts/bottle-output.ts';
import type { SkippedOutput } from '../parts/error-output.ts';
import type { PlaceOutput } from '../parts/history-output.ts';
import type { TargetOutput } from '../parts/target-output.ts';
import type { BrewOutput } from './brew-output.ts';
import type { PlanExceptionOutput } from './exception-output.ts';

/** The output of `plan`. */
export interface PlanOutput {
  /** One per target, in the order of the request. */
  readonly plans: readonly TargetPlanOutput[];
  /** The Brewfile entries that were skipped. */
  readonly skipped: readonly SkippedOutput[];
}

/** Everything that a target needs for some formulae. */
export interface TargetPlanOutput {
  readonly target: TargetOutput;
  /** How versions were chosen; `lock`: there was nothing to choose. */
  readonly closure: 'one-commit' | 'newest' | 'exact' | 'lock';
  /** The single commit that all bottles belong to; null if there is none, or if several taps each have one. */
  readonly at: PlaceOutput | null;
  /** The commit in each tap that all its bottles belong to; empty if there is no such commit. */
  readonly commits: readonly TapCommitOutput[];
  /** What is needed but missing, sorted by name. */
  readonly missing: readonly MissingOutput[];
  /** The bottles, in installation order. */
  readonly items: readonly PlanItemOutput[];
  /** Formulae that need each other: the names around each cycle, as in the `dependencies` of items. */
  readonly cycles: readonly (readonly string[])[];
  /** What differs from what `closure` promises. */
  readonly exceptions: readonly PlanExceptionOutput[];
  /** The release of Homebrew that comes with it; left out if there is none. */
  readonly brew?: BrewOutput;
}

/** A commit of a tap. */
export interface TapCommitOutput {
  readonly tap: string;
  /** The commit's oid. */
  readonly commit: string;
  /** When that was, ISO 8601 in UTC. */
  readonly date: string;
}

/** One bottle of a plan. */
export interface PlanItemOutput {
  /** The name the bottle was built under. */
  readonly formula: string;
  /** The formula's name today, if it has changed; left out otherwise. */
  readonly formulaNow?: string;
  /** The formula's tap. */
  readonly tap: string;
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
  /** The file name that brew uses. */
  readonly fileName: string;
  /** The bottle's size; null if the registry was not asked. */
  readonly sizeBytes: number | null;
  /** The state that introduced it; null if only a registry was asked. */
  readonly introducedBy: PlaceOutput | null;
  /** Whether it was asked for, rather than just needed by another. */
  readonly isRequested: boolean;
  /**
   * What it needs at run time. Each is today's name of another item (`formulaNow`, or `formula` if that is left out), preceded
   * by its tap unless that is homebrew/core: `user/tap/name`. A name without an item is in `missing` or already on the machine.
   */
  readonly dependencies: readonly string[];
}
