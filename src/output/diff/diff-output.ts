import type { TargetOutput } from '../parts/target-output.ts';

/** What `diff` answers. */
export interface DiffOutput {
  /** Whether anything differs. */
  readonly isDifferent: boolean;
  readonly old: DiffSideOutput;
  readonly new: DiffSideOutput;
  /** How many files of the new one the old one has nowhere. */
  readonly travelFiles: number;
  /** Of those, each counted once. */
  readonly travelBytes: number;
  /** One for each target of either, by bottle tag. */
  readonly targets: readonly DiffTargetOutput[];
}

/** One of the two that are compared. */
export interface DiffSideOutput {
  readonly path: string;
  readonly kind: 'bundle' | 'lock' | 'mirror';
  /** How many, each target's own. */
  readonly bottles: number;
  /** Of an update bundle: how many of them only the bundle has that it updates. */
  readonly leftOut: number;
}

/** What differs for one system. */
export interface DiffTargetOutput {
  readonly target: TargetOutput | UnknownTargetOutput;
  /** `added`: only the new one has it; `removed`: only the old one. */
  readonly status: 'both' | 'added' | 'removed';
  /** How many bottles are the same. */
  readonly unchanged: number;
  /** Of all that the new one has for it. */
  readonly sizeBytes: number;
  /** Of what the old one has nowhere. */
  readonly travelBytes: number;
  /** One for each bottle that differs, by name. */
  readonly changes: readonly DiffChangeOutput[];
  /** Homebrew itself; null where it is the same, or on neither side. */
  readonly brew: DiffBrewChangeOutput | null;
  /** What is needed and not there. */
  readonly missing: readonly DiffMissingOutput[];
}

/** A system that a file names and this version does not know. */
export interface UnknownTargetOutput {
  /** As the file has it. */
  readonly bottleTag: string;
}

/** One bottle that is not the same on both sides. */
export interface DiffChangeOutput {
  /** As brew writes it: with its tap, unless that is homebrew/core. The name when the bottle was built. */
  readonly formula: string;
  /** `retargeted`: the same version for another system; `replaced`: the same version, other content. */
  readonly change:
    | 'added'
    | 'removed'
    | 'upgraded'
    | 'downgraded'
    | 'rebuilt'
    | 'retargeted'
    | 'replaced';
  /** Null where the old one has none. */
  readonly before: DiffBottleOutput | null;
  /** Null where the new one has none. */
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
  /** Null where the old one has none. */
  readonly before: DiffBrewOutput | null;
  /** Null where the new one has none. */
  readonly after: DiffBrewOutput | null;
}

/** Homebrew itself, as one side has it. */
export interface DiffBrewOutput {
  /** Of the release: `4.6.3`. */
  readonly tag: string;
  /** The git object id of its files. */
  readonly tree: string;
  /** The version of its Ruby. */
  readonly ruby: string;
  /** The archive of its source and that of its Ruby. */
  readonly files: readonly { readonly sha256: string; readonly sizeBytes: number }[];
}

/** Something that is needed and that one side lacks, or both. */
export interface DiffMissingOutput {
  /** As in the changes. */
  readonly formula: string;
  /** `gone`: no longer missing, or no longer needed. */
  readonly status: 'new' | 'still' | 'gone';
  /** Formulae, as in the changes. */
  readonly neededBy: readonly string[];
}
