/** A release of Homebrew itself that a target gets. */
export interface BrewOutput {
  /** `4.6.10`. */
  readonly tag: string;
  /** The day of its commit in UTC, as `2025-09-01`. */
  readonly date: string;
  /** The oid of its commit. */
  readonly commit: string;
  /** The git object id of all its files. */
  readonly tree: string;
  /** Whether it asks for the Command Line Tools on this target before it pours a bottle. */
  readonly needsTools: boolean;
  /** The tar of its files; null until it was fetched. */
  readonly source: BrewSourceOutput | null;
  readonly ruby: BrewRubyOutput;
  /** Whether brewpull's own table of releases or the lock has it; else its own tree says all of this. */
  readonly isInTable: boolean;
  /** The newest release that needs no Command Line Tools on this target, where this one does; else null. */
  readonly withoutTools: string | null;
  /** Words of the formulae that it does not know: their bottles are poured with a plain formula. */
  readonly unknownWords: readonly string[];
  /** Why this one: it was `named`, is the `newest` that runs there, knows most `words` of the formulae, or is in the `lock`. */
  readonly reasonCode: 'named' | 'newest' | 'words' | 'lock';
  /** The same for people. */
  readonly reason: string;
  /** What else to know of it, for people. */
  readonly notes: readonly string[];
}

/** The files of a release of Homebrew, as one tar. */
export interface BrewSourceOutput {
  /** How they came. */
  readonly from: 'cache' | 'git' | 'archive';
  /** Of the tar. */
  readonly sha256: string;
  /** Of the tar. */
  readonly sizeBytes: number;
}

/** The bottle of Portable Ruby that a release of Homebrew runs on. */
export interface BrewRubyOutput {
  /** `3.4.5`. */
  readonly version: string;
  /** Of the bottle. */
  readonly bottleTag: string;
  /** Where it was published at ghcr.io. */
  readonly repository: string;
  /** Of the bottle. */
  readonly sha256: string;
  /** Of the bottle; null until it was fetched, unless a lock says it. */
  readonly sizeBytes: number | null;
  /** Who names the same sha256, besides the release itself; null until it was fetched. */
  readonly witnesses: readonly ('registry' | 'history')[] | null;
}
