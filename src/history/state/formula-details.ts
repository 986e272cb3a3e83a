/** What a formula says of its source and of the patches to it. Plain data, for one platform. */
export interface FormulaDetails {
  /** As SPDX writes it, e.g. `Vim` or `(MIT OR Apache-2.0)`; undefined where the formula does not say, or says `:cannot_represent`. */
  readonly licence: string | undefined;
  readonly description: string | undefined;
  readonly homepage: string | undefined;
  /** The stable source; undefined where the formula has only a `head`. */
  readonly source: FormulaSource | undefined;
  /** Of the stable source, in their order. */
  readonly patches: readonly FormulaPatch[];
}

/** Where the source comes from. */
export interface FormulaSource {
  readonly url: string;
  /** Of the archive; undefined for a repository, and where only an older kind of checksum is given. */
  readonly sha256: string | undefined;
  /** How to fetch it, where the formula says so: `git`, `svn`, `hg`, …, and `class` where it names one of Ruby. */
  readonly using: string | undefined;
  /** Of a repository. */
  readonly tag: string | undefined;
  readonly revision: string | undefined;
}

/** One patch: from an address, from a file of the tap, or in the formula itself (neither `url` nor `file`). */
export interface FormulaPatch {
  readonly url: string | undefined;
  readonly file: string | undefined;
  readonly sha256: string | undefined;
  /** Files of an archive of patches. */
  readonly apply: readonly string[];
  /** `unofficial`, `backport` or `cherry_pick`, where the formula says it. */
  readonly type: string | undefined;
  /** What it resolves, as brew's `Patch` lists it: what `resolves` says, then what address and file names spell as a CVE. */
  readonly resolves: readonly string[];
}
