/** How bad a vulnerability is, in the words of brew's `Vulns::CVSS` and of the records. */
export type Severity = 'low' | 'medium' | 'high' | 'critical';

/** From the mildest to the worst. */
export const SEVERITIES = [
  'low',
  'medium',
  'high',
  'critical',
] as const satisfies readonly Severity[];

/** One record of Homebrew's advisory database, as far as brew reads it. */
export interface Advisory {
  /** E.g. `BREW-vim-CVE-2023-4738`. */
  readonly id: string;
  /** Upstream names of what the record is about, e.g. `CVE-2023-4738`; empty if it does not say. */
  readonly upstream: readonly string[];
  /** Other names of this same record. */
  readonly aliases: readonly string[];
  readonly summary: string | undefined;
  /** Undefined if the record has none that brew understands. */
  readonly severity: Severity | undefined;
  /** The score as the record writes it, e.g. `CVSS:3.1/AV:L/…`; undefined if there is none. */
  readonly cvss: string | undefined;
  /** Addresses with more about it, in the record's order. */
  readonly references: readonly string[];
  /** `patch` if Homebrew ships a patch; `ecosystem_specific.fix` of the first affected package. */
  readonly fix: string | undefined;
  readonly affected: readonly AffectedPackage[];
}

/** The versions of one package that a record is about. */
export interface AffectedPackage {
  /** `Homebrew` for formulae. */
  readonly ecosystem: string | undefined;
  readonly name: string | undefined;
  readonly ranges: readonly AffectedRange[];
  /** Versions named one by one. */
  readonly versions: readonly string[];
}

/** One range of versions. */
export interface AffectedRange {
  /** `ECOSYSTEM`, `SEMVER` or `GIT`; others are ordered as `ECOSYSTEM`, as brew does. */
  readonly type: string | undefined;
  /** In the record's order; brew does not sort them. */
  readonly events: readonly AffectedEvent[];
}

/** One boundary of a range. */
export interface AffectedEvent {
  readonly kind: 'introduced' | 'fixed' | 'last_affected' | 'limit';
  readonly version: string;
}

/** Homebrew's advisory database in one file. */
export interface AdvisoryCorpus {
  /** The schema version of the records, e.g. `1.7.3`; undefined if the file does not say. */
  readonly schemaVersion: string | undefined;
  /** How many records it has. */
  readonly count: number;
  /** Returns the records about a formula of homebrew/core. If there are none, it may still have vulnerabilities. */
  recordsFor(formula: string): readonly Advisory[];
}
