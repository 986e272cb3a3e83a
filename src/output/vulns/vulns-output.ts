import type {
  AdvisoriesOutput,
  BottleVersionOutput,
  SeveritiesOutput,
  SeverityOutput,
} from '../parts/advisories-output.ts';
import type { ErrorOutput } from '../parts/error-output.ts';
import type { TargetOutput } from '../parts/target-output.ts';

/** What `vulns` answers. */
export interface VulnsOutput {
  readonly advisories: AdvisoriesOutput;
  readonly totals: VulnsTotalsOutput;
  /** One for each bottle of each target. */
  readonly bottles: readonly JudgedBottleOutput[];
  /** Bottles that could not be judged. */
  readonly failures: readonly UnjudgedBottleOutput[];
  /** Names without a bottle for a target. */
  readonly notFound: readonly BottleNotFoundOutput[];
}

/** How much is open, and how much is known. */
export interface VulnsTotalsOutput {
  /** Vulnerabilities. */
  readonly open: number;
  readonly bySeverity: SeveritiesOutput;
  /** Vulnerabilities that a patch closed. */
  readonly patched: number;
  /** Bottles of formulae that the advisories cover. */
  readonly covered: number;
  /** The other bottles; nothing is said of their vulnerabilities. */
  readonly notCovered: number;
}

/** Which bottle. */
export interface AuditedBottleOutput {
  /** The name that the bottle was built under. */
  readonly formula: string;
  /** The formula's name today, where it is another one; else left out. */
  readonly formulaNow?: string;
  readonly tap: string;
  /** Version and revision: `9.0.1900_1`. */
  readonly pkgVersion: string;
  readonly rebuild: number;
  readonly bottleTag: string;
  readonly sha256: string;
  /** Brew's name of the file. */
  readonly fileName: string;
  /** The system that it is for. */
  readonly target: TargetOutput;
}

/** A bottle, and which known vulnerabilities it has. */
export interface JudgedBottleOutput extends AuditedBottleOutput {
  /** Whether it was asked for by name. */
  readonly isRequested: boolean;
  /** `not-covered` says nothing about its vulnerabilities. */
  readonly coverage: 'covered' | 'not-covered';
  /** Whether the patches of its formula were looked at; where not, what they resolve counts as open. */
  readonly arePatchesKnown: boolean;
  /** The worst first. */
  readonly open: readonly OpenVulnerabilityOutput[];
  /** Those that a patch closed. */
  readonly patched: readonly PatchedVulnerabilityOutput[];
  /** How many an older version had, and this one has not. */
  readonly fixedCount: number;
  /** The newest bottle for the target without a known vulnerability; null where it has none itself, where there is none, and where no history was at hand. */
  readonly withoutVulnerabilities: BottleVersionOutput | null;
}

/** A vulnerability that is known. */
export interface KnownVulnerabilityOutput {
  /** Of the advisory: `BREW-vim-CVE-2023-5344`. */
  readonly id: string;
  /** What it is called elsewhere: `CVE-2023-5344`. */
  readonly upstream: readonly string[];
  /** As the advisory says it. */
  readonly summary: string | null;
  /** Null where nobody says it. */
  readonly severity: SeverityOutput | null;
  /** The vector. */
  readonly cvss: string | null;
  /** Addresses. */
  readonly references: readonly string[];
}

/** One that the bottle has, as far as is known. */
export interface OpenVulnerabilityOutput extends KnownVulnerabilityOutput {
  /**
   * `unchecked`: the advisory has no versions that can be compared; `revision`: brew itself compares a revision such as `_1` as `.1`, and
   * would call it fixed.
   */
  readonly because: 'range' | 'unchecked' | 'revision';
  /** The version that fixed it; null where none is known. */
  readonly fixedIn: string | null;
  readonly fixedBottle: FixedBottleOutput;
}

/** Whether a version without it still pours on the target. `unknown`: no history was at hand. */
export type FixedBottleOutput =
  | { readonly status: 'pours'; readonly bottle: BottleVersionOutput }
  | { readonly status: 'no-bottle' | 'no-fix' | 'unknown' };

/** One that a patch closed. */
export interface PatchedVulnerabilityOutput extends KnownVulnerabilityOutput {
  /** `formula`: a patch in its formula says so; `range`: the advisory does. */
  readonly because: 'formula' | 'range';
  /** The version that fixed it; null where none is known. */
  readonly fixedIn: string | null;
}

/** A bottle that could not be judged. */
export interface UnjudgedBottleOutput extends AuditedBottleOutput {
  readonly error: ErrorOutput;
}

/** A name without a bottle for a target. */
export interface BottleNotFoundOutput {
  /** As it was asked for. */
  readonly requested: string;
  readonly target: TargetOutput;
  readonly error: ErrorOutput;
}
