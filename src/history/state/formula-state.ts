/** One built archive named in a bottle block. */
export interface BottleEntry {
  /** The bottle tag as written, without a leading colon. */
  readonly bottleTag: string;
  /** `sha1` until 2016; no server has those bottles any more. */
  readonly algorithm: 'sha256' | 'sha1';
  /** Lower-case hexadecimal digits. */
  readonly checksum: string;
  /** `any`, `any_skip_relocation` or an absolute path; undefined if the block does not say. */
  readonly cellar: string | undefined;
}

/** A bottle block: the archives Homebrew offered in one state of a formula. */
export interface BottleBlock {
  readonly rebuild: number;
  /** As written; undefined means homebrew/core's registry, in every tap. */
  readonly rootUrl: string | undefined;
  /** In the order of the file. */
  readonly entries: readonly BottleEntry[];
}

/** A condition on a statement of a formula; a list of these means that all of them must hold. */
export type Condition =
  | { readonly kind: 'system'; readonly system: 'macos' | 'linux' }
  | { readonly kind: 'arch'; readonly arch: 'arm64' | 'x86_64' }
  | {
      readonly kind: 'macos';
      readonly codename: string;
      readonly range: 'exact' | 'or_newer' | 'or_older';
    }
  | { readonly kind: 'any'; readonly of: readonly (readonly Condition[])[] }
  | { readonly kind: 'not'; readonly condition: readonly Condition[] }
  /** Ruby that cannot be decided without running it; `text` is the source. */
  | { readonly kind: 'unknown'; readonly text: string };

/** One `depends_on` or `uses_from_macos` of a formula. Requirements (`:xcode`, `macos:`) are left out. */
export interface Dependency {
  /** As written: a name, or `user/tap/name`. */
  readonly name: string;
  /** `build`, `test`, `recommended`, `optional`, `implicit`; empty for a plain runtime dependency. */
  readonly kinds: readonly string[];
  /** Set for `uses_from_macos`: macOS itself provides the formula, from release `since` on. */
  readonly fromMacos: { readonly since: string | undefined } | undefined;
  readonly conditions: readonly Condition[];
}

/** `deprecate!` or `disable!`. */
export interface Retirement {
  /** `YYYY-MM-DD`, if the formula says so. */
  readonly date: string | undefined;
  readonly because: string | undefined;
}

/** What one state of a formula file says. Plain data. */
export interface FormulaState {
  readonly version: string;
  readonly revision: number;
  /** What Homebrew's version rules of other years read from the same URL; never holds `version` itself. */
  readonly otherVersions: readonly string[];
  /** Undefined if there is no block, or the formula says that it needs none. */
  readonly bottle: BottleBlock | undefined;
  readonly dependencies: readonly Dependency[];
  /** Formulae that cannot be linked alongside this one, as written, on any platform. */
  readonly conflicts: readonly string[];
  readonly deprecated: Retirement | undefined;
  readonly disabled: Retirement | undefined;
}
