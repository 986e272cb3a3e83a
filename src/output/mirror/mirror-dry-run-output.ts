import type { TargetOutput } from '../parts/target-output.ts';
import type { MirrorMissingOutput } from './mirror-output.ts';

/** The output of `mirror --dry-run`. */
export interface MirrorDryRunOutput {
  /** The folder of the mirror. */
  readonly path: string;
  readonly status: 'planned';
  /** The systems that were asked for. */
  readonly targets: readonly TargetOutput[];
  /** What the mirror already has. */
  readonly kept: MirrorSumOutput;
  /** What would be fetched, as far as its size is known. */
  readonly known: MirrorSumOutput;
  /** What else would be fetched, with no known size. */
  readonly unknown: { readonly bottles: number };
  /** The estimated size of both, based on the known sizes; null if there are none. */
  readonly estimatedBytes: number | null;
  /** How long that would take at the requested rate; null without one. */
  readonly seconds: number | null;
  /** What pruning would remove. */
  readonly unused: MirrorSumOutput;
  /** What has no bottle, or needs a bottle that was not asked for. */
  readonly missing: readonly MirrorMissingOutput[];
}

/** The totals of some bottles. */
interface MirrorSumOutput {
  /** The number of bottles. */
  readonly bottles: number;
  readonly sizeBytes: number;
}
