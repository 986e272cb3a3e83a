/** A place in a tap's history. */
export interface PlaceOutput {
  /** The commit's oid; null where no clone says it. */
  readonly commit: string | null;
  /** When, ISO 8601 in UTC; null where it is not known. */
  readonly date: string | null;
}

/** The first state of a formula without the bottle. */
export interface DropOutput extends PlaceOutput {
  /** The formula's version by then; null where it was removed, or where that is not known. */
  readonly pkgVersion: string | null;
}

/** Who gave an answer, as of when, and how far back that looks. */
export interface SourceOutput {
  /** `git`: a clone; `answers`, `atlas`: a file; `registry`. */
  readonly kind: 'git' | 'answers' | 'atlas' | 'registry';
  /** The same for people. */
  readonly description: string;
  /** The time of the newest state that it knows, ISO 8601 in UTC; null for a registry, which is asked as it is. */
  readonly asOf: string | null;
  /** How far back it looks, ISO 8601 in UTC; null where that is not known. */
  readonly searchedFrom: string | null;
}

/** A bottle for another system, or of another version. */
export interface NearBottleOutput {
  readonly bottleTag: string;
  readonly pkgVersion: string;
  /** When it was built, ISO 8601 in UTC; null where that is not known. */
  readonly date: string | null;
}
