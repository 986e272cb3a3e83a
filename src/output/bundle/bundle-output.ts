import type { LeftOutOutput } from '../parts/bottle-output.ts';
import type { TargetOutput } from '../parts/target-output.ts';
import type { PlanOutput } from '../plan/plan-output.ts';

/** What `bundle` answers; with `--dry-run` it answers a {@link PlanOutput}. */
export type BundleOutput = MadeBundleOutput | UnneededBundleOutput;

/** What each answer says besides. Once a bundle is made, the plans of targets that need nothing are left out. */
export interface BundleFields extends PlanOutput {
  /** With `--update` alone. */
  readonly update?: BundleUpdateOutput;
}

/** A bundle that is there now. */
export interface MadeBundleOutput extends BundleFields {
  /** `unchanged`: the very bundle was there. */
  readonly status: 'written' | 'unchanged';
  /** What is there; several files with `--split`. */
  readonly paths: readonly string[];
  /** Of all of them. */
  readonly sizeBytes: number;
  /** Of the tar; null for a folder. */
  readonly sha256: string | null;
  /** Of `SHA256SUMS`, which names every other file. */
  readonly sumsSha256: string;
}

/** No bundle: the Mac, or the bundle that would be updated, has everything already. */
export interface UnneededBundleOutput extends BundleFields {
  readonly status: 'unneeded';
  /** Nothing. */
  readonly paths: readonly string[];
  /** 0. */
  readonly sizeBytes: number;
  readonly sha256: null;
  readonly sumsSha256: null;
}

/** The bundle that is updated. */
export interface BundleUpdateOutput {
  readonly path: string;
  /** Of its `SHA256SUMS`. */
  readonly sumsSha256: string;
  /** What is left out because that bundle has it, for each target. */
  readonly leftOut: readonly LeftOutForTargetOutput[];
}

/** What an update leaves out for one target. */
export interface LeftOutForTargetOutput {
  readonly target: TargetOutput;
  /** In the order of installing. */
  readonly bottles: readonly LeftOutOutput[];
}
