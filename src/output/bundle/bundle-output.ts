import type { LeftOutOutput } from '../parts/bottle-output.ts';
import type { TargetOutput } from '../parts/target-output.ts';
import type { PlanOutput } from '../plan/plan-output.ts';

/** The output of `bundle`, except with `--dry-run`, when it is a {@link PlanOutput}. */
export type BundleOutput = MadeBundleOutput | UnneededBundleOutput;

/** The fields that both outcomes share. Once a bundle is made, the plans of targets that need nothing are left out. */
export interface BundleFields extends PlanOutput {
  /** Only with `--update`. */
  readonly update?: BundleUpdateOutput;
}

/** A bundle that was written, or already existed. */
export interface MadeBundleOutput extends BundleFields {
  /** `unchanged`: the same bundle was already there. */
  readonly status: 'written' | 'unchanged';
  /** The files of the bundle or its folder; several with `--split`. */
  readonly paths: readonly string[];
  /** Their total size. */
  readonly sizeBytes: number;
  /** The sha256 of the tar; null for a folder. */
  readonly sha256: string | null;
  /** The sha256 of `SHA256SUMS`, which lists every other file. */
  readonly sumsSha256: string;
}

/** No bundle, because the Mac or the bundle to update already has everything. */
export interface UnneededBundleOutput extends BundleFields {
  readonly status: 'unneeded';
  /** Empty. */
  readonly paths: readonly string[];
  /** 0. */
  readonly sizeBytes: number;
  readonly sha256: null;
  readonly sumsSha256: null;
}

/** The bundle that is updated. */
export interface BundleUpdateOutput {
  readonly path: string;
  /** The sha256 of its `SHA256SUMS`. */
  readonly sumsSha256: string;
  /** What is left out for each target because that bundle has it. */
  readonly leftOut: readonly LeftOutForTargetOutput[];
}

/** What an update leaves out for one target. */
export interface LeftOutForTargetOutput {
  readonly target: TargetOutput;
  /** In installation order. */
  readonly bottles: readonly LeftOutOutput[];
}
