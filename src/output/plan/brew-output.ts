/** The release of Homebrew itself that a target gets. */
export interface BrewOutput {
  /** The tag of the release: `4.6.10`. */
  readonly tag: string;
  /** The date of its commit in UTC: `2025-09-01`. */
  readonly date: string;
  /** The oid of its commit. */
  readonly commit: string;
  /** The git tree oid of all its files. */
  readonly tree: string;
  /** Whether it demands the Command Line Tools on this target before it pours a bottle. */
  readonly needsTools: boolean;
  /** The tar of its files; null until it has been fetched. */
  readonly source: BrewSourceOutput | null;
  readonly ruby: BrewRubyOutput;
  /** Whether it is in brewpull's own table of releases or the lock; if not, all of this was read from its own tree. */
  readonly isInTable: boolean;
  /** The newest release that needs no Command Line Tools on this target, if this one does; null otherwise. */
  readonly withoutTools: string | null;
  /** The words in the formulae that it does not know; their bottles are poured with a plain formula. */
  readonly unknownWords: readonly string[];
  /** Why it was chosen: it was `named`, is the `newest` that runs, knows most `words` of the formulae, or is in the `lock`. */
  readonly reasonCode: 'named' | 'newest' | 'words' | 'lock';
  /** The same in words. */
  readonly reason: string;
  /** What else to know about it, in words. */
  readonly notes: readonly string[];
}

/** The files of a release of Homebrew, as one tar. */
export interface BrewSourceOutput {
  /** Where the files came from. */
  readonly from: 'cache' | 'git' | 'archive';
  /** The sha256 of the tar. */
  readonly sha256: string;
  /** The size of the tar. */
  readonly sizeBytes: number;
}

/** The bottle of Portable Ruby that a release of Homebrew runs on. */
export interface BrewRubyOutput {
  /** `3.4.5`. */
  readonly version: string;
  /** Its bottle tag. */
  readonly bottleTag: string;
  /** The repository on ghcr.io it was published in. */
  readonly repository: string;
  /** The bottle's sha256. */
  readonly sha256: string;
  /** The bottle's size; null until it has been fetched, unless a lock says it. */
  readonly sizeBytes: number | null;
  /** Who else names the same sha256, besides the release itself; null until it has been fetched. */
  readonly witnesses: readonly ('registry' | 'history')[] | null;
}
