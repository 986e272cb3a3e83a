/** What a formula says about its source and patches. Plain data, for one platform. */
export interface FormulaDetails {
  /** As in SPDX, e.g. `Vim` or `(MIT OR Apache-2.0)`; undefined if the formula has none, or says `:cannot_represent`. */
  readonly licence: string | undefined;
  readonly description: string | undefined;
  readonly homepage: string | undefined;
  /** The stable source; undefined if the formula has only a `head`. */
  readonly source: FormulaSource | undefined;
  /** The patches to the stable source, in order. */
  readonly patches: readonly FormulaPatch[];
}

/** The origin of a source. */
export interface FormulaSource {
  readonly url: string;
  /** The checksum of the archive; undefined for a repository, or if the formula has only an older kind of checksum. */
  readonly sha256: string | undefined;
  /** How to fetch it, if the formula says so: `git`, `svn`, `hg`, …, or `class` if it names a Ruby class. */
  readonly using: string | undefined;
  /** The tag of a repository. */
  readonly tag: string | undefined;
  readonly revision: string | undefined;
}

/** One patch: from a URL, from a file in the tap, or in the formula itself (neither `url` nor `file`). */
export interface FormulaPatch {
  readonly url: string | undefined;
  readonly file: string | undefined;
  readonly sha256: string | undefined;
  /** The files to apply from an archive of patches. */
  readonly apply: readonly string[];
  /** `unofficial`, `backport` or `cherry_pick`, if the formula says so. */
  readonly type: string | undefined;
  /** What it resolves, as brew's `Patch` lists it: the `resolves` entries, then any CVE in the URL or the file names. */
  readonly resolves: readonly string[];
}
