import type { TargetOutput } from '../parts/target-output.ts';
import type { MirrorMissingOutput } from './mirror-output.ts';

/** What `mirror` with `--dry-run` answers. */
export interface MirrorDryRunOutput {
  /** The folder. */
  readonly path: string;
  readonly status: 'planned';
  /** The systems that were asked for. */
  readonly targets: readonly TargetOutput[];
  /** What the mirror has already. */
  readonly kept: MirrorSumOutput;
  /** What would be fetched and has a known size. */
  readonly known: MirrorSumOutput;
  /** What would be fetched besides. */
  readonly unknown: { readonly bottles: number };
  /** Of both, judged by those of known size; null where there is none. */
  readonly estimatedBytes: number | null;
  /** How long that would take at the rate that was asked for; null without one. */
  readonly seconds: number | null;
  /** What pruning would remove. */
  readonly unused: MirrorSumOutput;
  /** What has no bottle, or needs one that was not asked for. */
  readonly missing: readonly MirrorMissingOutput[];
}

/** Some bottles, added up. */
interface MirrorSumOutput {
  /** How many. */
  readonly bottles: number;
  readonly sizeBytes: number;
}
