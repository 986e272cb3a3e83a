import type {
  AdvisoriesOutput,
  BottleVersionOutput,
  SeveritiesOutput,
  SeverityOutput,
} from '../parts/advisories-output.ts';
import type { ErrorOutput } from '../parts/error-output.ts';
import type { TargetOutput } from '../parts/target-output.ts';

/** The output of `vulns`. */
export interface VulnsOutput {
  readonly advisories: AdvisoriesOutput;
  readonly totals: VulnsTotalsOutput;
  /** One per bottle of each target. */
  readonly bottles: readonly JudgedBottleOutput[];
  /** Bottles that could not be judged. */
  readonly failures: readonly UnjudgedBottleOutput[];
  /** Names without a bottle for a target. */
  readonly notFound: readonly BottleNotFoundOutput[];
}

/** How many are open, and how many bottles the advisories cover. */
export interface VulnsTotalsOutput {
  /** The number of open vulnerabilities. */
  readonly open: number;
  readonly bySeverity: SeveritiesOutput;
  /** The number of vulnerabilities that a patch closed. */
  readonly patched: number;
  /** The number of bottles whose formulae the advisories cover. */
  readonly covered: number;
  /** The number of other bottles; nothing is known about their vulnerabilities. */
  readonly notCovered: number;
}

/** The identity of a bottle. */
export interface AuditedBottleOutput {
  /** The name the bottle was built under. */
  readonly formula: string;
  /** The formula's name today, if it has changed; left out otherwise. */
  readonly formulaNow?: string;
  readonly tap: string;
  /** The version with its revision: `9.0.1900_1`. */
  readonly pkgVersion: string;
  readonly rebuild: number;
  readonly bottleTag: string;
  readonly sha256: string;
  /** The file name that brew uses. */
  readonly fileName: string;
  /** The system it is for. */
  readonly target: TargetOutput;
}

/** A bottle, and which known vulnerabilities it has. */
export interface JudgedBottleOutput extends AuditedBottleOutput {
  /** Whether it was asked for by name. */
  readonly isRequested: boolean;
  /** `not-covered` says nothing about its vulnerabilities. */
  readonly coverage: 'covered' | 'not-covered';
  /** Whether the patches of its formula were examined; if not, what they resolve counts as open. */
  readonly arePatchesKnown: boolean;
  /** Worst first. */
  readonly open: readonly OpenVulnerabilityOutput[];
  /** Those that a patch closed. */
  readonly patched: readonly PatchedVulnerabilityOutput[];
  /** How many an older version had that this one does not. */
  readonly fixedCount: number;
  /** The newest bottle for the target with no known vulnerability; null if this one has none, none exists, or without history. */
  readonly withoutVulnerabilities: BottleVersionOutput | null;
}

/** A known vulnerability. */
export interface KnownVulnerabilityOutput {
  /** The id of the advisory: `BREW-vim-CVE-2023-5344`. */
  readonly id: string;
  /** Its ids elsewhere: `CVE-2023-5344`. */
  readonly upstream: readonly string[];
  /** The summary in the advisory. */
  readonly summary: string | null;
  /** Null if not recorded. */
  readonly severity: SeverityOutput | null;
  /** The CVSS vector. */
  readonly cvss: string | null;
  /** The addresses that the advisory refers to. */
  readonly references: readonly string[];
}

/** A vulnerability that the bottle has, as far as is known. */
export interface OpenVulnerabilityOutput extends KnownVulnerabilityOutput {
  /**
   * `unchecked`: the advisory has no versions that can be compared; `revision`: brew itself compares a revision such as `_1` as
   * `.1`, and would call it fixed.
   */
  readonly because: 'range' | 'unchecked' | 'revision';
  /** The version that fixed it; null if none is known. */
  readonly fixedIn: string | null;
  readonly fixedBottle: FixedBottleOutput;
}

/** Whether a version without it still pours on the target. `unknown`: no history was available. */
export type FixedBottleOutput =
  | { readonly status: 'pours'; readonly bottle: BottleVersionOutput }
  | { readonly status: 'no-bottle' | 'no-fix' | 'unknown' };

/** A vulnerability that a patch closed. */
export interface PatchedVulnerabilityOutput extends KnownVulnerabilityOutput {
  /** `formula`: a patch in its formula says so; `range`: the advisory does. */
  readonly because: 'formula' | 'range';
  /** The version that fixed it; null if none is known. */
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
