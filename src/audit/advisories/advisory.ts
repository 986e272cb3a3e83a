/** How bad a vulnerability is, as brew's `Vulns::CVSS` and its records say. */
export type Severity = 'low' | 'medium' | 'high' | 'critical';

/** From the mildest to the worst. */
export const SEVERITIES = [
  'low',
  'medium',
  'high',
  'critical',
] as const satisfies readonly Severity[];

/** One record of Homebrew's advisory database: what brew reads of it. */
export interface Advisory {
  /** E.g. `BREW-vim-CVE-2023-4738`. */
  readonly id: string;
  /** What the record is about elsewhere, e.g. `CVE-2023-4738`; empty where it does not say. */
  readonly upstream: readonly string[];
  /** Other names of this very record. */
  readonly aliases: readonly string[];
  readonly summary: string | undefined;
  /** Undefined where the record gives none that brew understands. */
  readonly severity: Severity | undefined;
  /** The score as the record writes it, e.g. `CVSS:3.1/AV:L/…`; undefined where there is none. */
  readonly cvss: string | undefined;
  /** Addresses of more about it, in their order. */
  readonly references: readonly string[];
  /** `patch` where Homebrew ships a patch; `ecosystem_specific.fix` of the first affected package. */
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
  /** In the order of the record, which brew does not sort. */
  readonly events: readonly AffectedEvent[];
}

/** One boundary of a range. */
export interface AffectedEvent {
  readonly kind: 'introduced' | 'fixed' | 'last_affected' | 'limit';
  readonly version: string;
}

/** Homebrew's advisory database in one file. */
export interface AdvisoryCorpus {
  /** Of the records, e.g. `1.7.3`; undefined where the file does not say. */
  readonly schemaVersion: string | undefined;
  /** How many records it has. */
  readonly count: number;
  /** The records about a formula of homebrew/core; empty where there are none, which does not mean that it has no vulnerabilities. */
  recordsFor(formula: string): readonly Advisory[];
}
