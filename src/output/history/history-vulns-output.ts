import type {
  AdvisoriesOutput,
  BottleVersionOutput,
  SeveritiesOutput,
  SeverityOutput,
} from '../parts/advisories-output.ts';
import type { TargetOutput } from '../parts/target-output.ts';
import type { BuildOutput, HistoryFields } from './history-output.ts';

/** What `history --vulns` answers: all bottles of a formula, and the known vulnerabilities of each build. */
export interface HistoryVulnsOutput extends HistoryFields {
  /** The file that was asked. */
  readonly advisories: AdvisoriesOutput;
  /** For each target that was asked about the newest bottle without a known vulnerability. */
  readonly withoutVulnerabilities: readonly NewestWithoutOutput[];
  /** The newest first. */
  readonly builds: readonly JudgedBuildOutput[];
}

/** The newest bottle for a target without a known vulnerability. */
export interface NewestWithoutOutput {
  readonly target: TargetOutput;
  /** Null where there is none. */
  readonly bottle: BottleVersionOutput | null;
}

/** A build, and what is known of its vulnerabilities. */
export interface JudgedBuildOutput extends BuildOutput {
  readonly vulnerabilities: BuildVulnerabilitiesOutput;
}

/** What is known of a build's vulnerabilities. */
export interface BuildVulnerabilitiesOutput {
  /** `not-covered`: the advisories have nothing about the formula, which says nothing about its vulnerabilities. */
  readonly coverage: 'covered' | 'not-covered';
  /** False where the formula of that time was not at hand: what its patches resolve counts as open then. */
  readonly arePatchesKnown: boolean;
  /** How many are open. */
  readonly bySeverity: SeveritiesOutput;
  /** Those that it has, the worst first. */
  readonly open: readonly OpenInBuildOutput[];
  /** Those that a patch of it resolves. */
  readonly patched: readonly PatchedInBuildOutput[];
  /** How many of older versions it no longer has. */
  readonly fixedCount: number;
}

/** A vulnerability that a build has, as far as is known. */
export interface OpenInBuildOutput {
  /** Of the advisory: `BREW-vim-CVE-2023-4738`. */
  readonly id: string;
  /** What it is about elsewhere: `CVE-2023-4738`. */
  readonly upstream: readonly string[];
  /** Null where nobody wrote it down. */
  readonly severity: SeverityOutput | null;
  /**
   * `range`: a range of the advisory contains the version. `unchecked`: it is about the formula, and its ranges cannot be compared.
   * `revision`: only Homebrew's order of versions with revisions has it inside.
   */
  readonly because: 'range' | 'unchecked' | 'revision';
  /** The version that fixed it; null where none is known. */
  readonly fixedIn: string | null;
}

/** A vulnerability that a patch of the formula resolves. */
export interface PatchedInBuildOutput {
  /** Of the advisory: `BREW-vim-CVE-2023-4738`. */
  readonly id: string;
  /** What it is about elsewhere: `CVE-2023-4738`. */
  readonly upstream: readonly string[];
  /** Who says so: the `formula`, or the `range` of the advisory. */
  readonly because: 'formula' | 'range';
}
