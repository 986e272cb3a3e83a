import type { MirrorContents, MirrorTarget } from '../file/mirror-schema.ts';
import { coreBottlesOf } from './core-tap-file.ts';

/** How much a mirror has for one target. */
export interface TargetSummary {
  readonly count: number;
  readonly sizeBytes: number;
  /** Whether the tree has a homebrew-core for it. */
  readonly hasCoreTap: boolean;
  /** Formulae of homebrew/core with a bottle here but no text in this homebrew-core. */
  readonly withoutText: readonly string[];
}

/** Counts what a mirror has for a target. */
export function summarizeTarget(contents: MirrorContents, target: MirrorTarget): TargetSummary {
  const served = contents.bottles.filter(({ targets }) => targets.includes(target.bottleTag));
  const core = coreBottlesOf(contents, target);
  return {
    count: served.length,
    sizeBytes: served.reduce((sum, each) => sum + each.sizeBytes, 0),
    hasCoreTap: core.some(({ hasFormula }) => hasFormula),
    withoutText: core.filter((each) => !each.hasFormula).map(({ formula }) => formula),
  };
}
