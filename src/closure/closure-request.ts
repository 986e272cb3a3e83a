import type { FoundBottle } from '../bottle/resolve/resolution.ts';
import type { Target } from '../core/target.ts';
import type { Brewpull } from '../workspace/brewpull.ts';
import type { ClosureMode } from './closure-plan.ts';
import type { ClosureTaps } from './sources/closure-taps.ts';

/** What is asked for. */
export interface ClosureRequest {
  /** `vim`, `vim=9.0.1450`, or either as `user/tap/name`; of one tap or of several. */
  readonly names: readonly string[];
  readonly target: Target;
  readonly exactOnly: boolean;
  /** Undefined: one commit where there is one, else the newest of each. */
  readonly mode: ClosureMode | undefined;
  /** Without a mode: the newest of each wherever history or a file of answers says it. */
  readonly isNewestPreferred?: boolean;
  /**
   * Whether a bottle may be fetched to read the formula inside it, where nothing else says what it needs; by default it may. A
   * bottle in the cache is read in any case.
   */
  readonly mayFetch?: boolean | undefined;
}

/** A request with what serves it. */
export interface ClosureTools extends Omit<ClosureRequest, 'names' | 'mode' | 'isNewestPreferred'> {
  readonly brewpull: Brewpull;
  readonly taps: ClosureTaps;
  /** By their keys, the bottles of the versions that were asked for: no other of these formulae is taken. */
  readonly pins: ReadonlyMap<string, FoundBottle>;
}
