import type {
  AdvisoriesOutput,
  BottleVersionOutput,
  SeveritiesOutput,
  SeverityOutput,
} from '../parts/advisories-output.ts';
import type { TargetOutput } from '../parts/target-output.ts';
import type { BuildOutput, HistoryFields } from './history-output.ts';

/** The output of `history --vulns`: all bottles of a formula, and the known vulnerabilities of each build. */
export interface HistoryVulnsOutput extends HistoryFields {
  /** The file of advisories that was used. */
  readonly advisories: AdvisoriesOutput;
  /** For each target in the request, the newest bottle without a known vulnerability. */
  readonly withoutVulnerabilities: readonly NewestWithoutOutput[];
  /** Newest first. */
  readonly builds: readonly JudgedBuildOutput[];
}

/** The newest bottle for a target without a known vulnerability. */
export interface NewestWithoutOutput {
  readonly target: TargetOutput;
  /** Null if there is none. */
  readonly bottle: BottleVersionOutput | null;
}

/** A build, and what is known about its vulnerabilities. */
export interface JudgedBuildOutput extends BuildOutput {
  readonly vulnerabilities: BuildVulnerabilitiesOutput;
}

/** What is known about a build's vulnerabilities. */
export interface BuildVulnerabilitiesOutput {
  /** `not-covered`: the advisories do not mention the formula, which says nothing about its vulnerabilities. */
  readonly coverage: 'covered' | 'not-covered';
  /** False if the formula of that time was not available; what its patches resolve then counts as open. */
  readonly arePatchesKnown: boolean;
  /** How many are open, by severity. */
  readonly bySeverity: SeveritiesOutput;
  /** Those that it has, worst first. */
  readonly open: readonly OpenInBuildOutput[];
  /** Those that one of its patches resolves. */
  readonly patched: readonly PatchedInBuildOutput[];
  /** How many vulnerabilities of older versions it no longer has. */
  readonly fixedCount: number;
}

/** A vulnerability that a build has, as far as is known. */
export interface OpenInBuildOutput {
  /** The id of the advisory: `BREW-vim-CVE-2023-4738`. */
  readonly id: string;
  /** Its ids elsewhere: `CVE-2023-4738`. */
  readonly upstream: readonly string[];
  /** Null if not recorded. */
  readonly severity: SeverityOutput | null;
  /**
   * `range`: a range of the advisory contains the version. `unchecked`: it is about the formula, but its ranges cannot be
   * compared. `revision`: the version is in a range only in Homebrew's order of versions with revisions.
   */
  readonly because: 'range' | 'unchecked' | 'revision';
  /** The version that fixed it; null if none is known. */
  readonly fixedIn: string | null;
}

/** A vulnerability that a patch of the formula resolves. */
export interface PatchedInBuildOutput {
  /** The id of the advisory: `BREW-vim-CVE-2023-4738`. */
  readonly id: string;
  /** Its ids elsewhere: `CVE-2023-4738`. */
  readonly upstream: readonly string[];
  /** Who says so: the `formula`, or the `range` of the advisory. */
  readonly because: 'formula' | 'range';
}
