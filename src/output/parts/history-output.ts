/** A place in a tap's history. */
export interface PlaceOutput {
  /** The commit's oid; null if no clone says. */
  readonly commit: string | null;
  /** When that was, ISO 8601 in UTC; null if unknown. */
  readonly date: string | null;
}

/** The first state of a formula without the bottle. */
export interface DropOutput extends PlaceOutput {
  /** The formula's version by then; null if it was removed, or if unknown. */
  readonly pkgVersion: string | null;
}

/** Where an answer came from, how recent that is, and how far back it goes. */
export interface SourceOutput {
  /** `git`: a clone; `answers` or `atlas`: a file; `registry`: the registry. */
  readonly kind: 'git' | 'answers' | 'atlas' | 'registry';
  /** The same in words. */
  readonly description: string;
  /** The time of the newest state it knows, ISO 8601 in UTC; null for a registry, which answers as of now. */
  readonly asOf: string | null;
  /** How far back it goes, ISO 8601 in UTC; null if unknown. */
  readonly searchedFrom: string | null;
}

/** A bottle for another system, or of another version. */
export interface NearBottleOutput {
  readonly bottleTag: string;
  readonly pkgVersion: string;
  /** When it was built, ISO 8601 in UTC; null if unknown. */
  readonly date: string | null;
}
