import type { TargetOutput } from '../parts/target-output.ts';

/** The output of `diff`. */
export interface DiffOutput {
  /** Whether anything differs. */
  readonly isDifferent: boolean;
  readonly old: DiffSideOutput;
  readonly new: DiffSideOutput;
  /** How many files of the new one are nowhere in the old one. */
  readonly travelFiles: number;
  /** Their size, each counted once. */
  readonly travelBytes: number;
  /** One for each target of either side, sorted by bottle tag. */
  readonly targets: readonly DiffTargetOutput[];
}

/** One of the two sides of the comparison. */
export interface DiffSideOutput {
  readonly path: string;
  readonly kind: 'bundle' | 'lock' | 'mirror';
  /** The number of bottles, counted for each target. */
  readonly bottles: number;
  /** For an update bundle: how many of them are only in the bundle that it updates. */
  readonly leftOut: number;
}

/** What differs for one system. */
export interface DiffTargetOutput {
  readonly target: TargetOutput | UnknownTargetOutput;
  /** `added`: only the new one has it; `removed`: only the old one. */
  readonly status: 'both' | 'added' | 'removed';
  /** How many bottles are the same. */
  readonly unchanged: number;
  /** The size of everything the new one has for it. */
  readonly sizeBytes: number;
  /** The size of what is nowhere in the old one. */
  readonly travelBytes: number;
  /** One for each bottle that differs, sorted by name. */
  readonly changes: readonly DiffChangeOutput[];
  /** Homebrew itself; null if it is the same, or on neither side. */
  readonly brew: DiffBrewChangeOutput | null;
  /** What is needed but missing. */
  readonly missing: readonly DiffMissingOutput[];
}

/** A system that a file names but this version does not know. */
export interface UnknownTargetOutput {
  /** As written in the file. */
  readonly bottleTag: string;
}

/** A bottle that differs between the two sides. */
export interface DiffChangeOutput {
  /** The name the bottle was built under, as brew writes it: with its tap, unless that is homebrew/core. */
  readonly formula: string;
  /** `retargeted`: the same version for another system; `replaced`: the same version with other content. */
  readonly change:
    | 'added'
    | 'removed'
    | 'upgraded'
    | 'downgraded'
    | 'rebuilt'
    | 'retargeted'
    | 'replaced';
  /** Null if the old one has none. */
  readonly before: DiffBottleOutput | null;
  /** Null if the new one has none. */
  readonly after: DiffBottleOutput | null;
}

/** A bottle that one side has. */
export interface DiffBottleOutput {
  readonly pkgVersion: string;
  readonly rebuild: number;
  readonly bottleTag: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** A change of Homebrew itself. */
export interface DiffBrewChangeOutput {
  /** Null if the old one has none. */
  readonly before: DiffBrewOutput | null;
  /** Null if the new one has none. */
  readonly after: DiffBrewOutput | null;
}

/** Homebrew itself, as one side has it. */
export interface DiffBrewOutput {
  /** The tag of the release: `4.6.3`. */
  readonly tag: string;
  /** The git tree oid of its files. */
  readonly tree: string;
  /** The version of its Ruby. */
  readonly ruby: string;
  /** The archive of its source and that of its Ruby. */
  readonly files: readonly { readonly sha256: string; readonly sizeBytes: number }[];
}

/** Something that is needed but missing on one side or both. */
export interface DiffMissingOutput {
  /** As in `changes`. */
  readonly formula: string;
  /** `gone`: no longer missing, or no longer needed. */
  readonly status: 'new' | 'still' | 'gone';
  /** Formulae, as in `changes`. */
  readonly neededBy: readonly string[];
}
