import type { FoundBottle } from '../bottle/resolve/resolution.ts';
import type { Target } from '../core/target.ts';
import type { Brewpull } from '../workspace/brewpull.ts';
import type { ClosureMode } from './closure-plan.ts';
import type { ClosureTaps } from './sources/closure-taps.ts';

/** A request for a closure. */
export interface ClosureRequest {
  /** `vim`, `vim=9.0.1450`, or either as `user/tap/name`; from one tap or several. */
  readonly names: readonly string[];
  readonly target: Target;
  readonly exactOnly: boolean;
  /** If undefined: one commit if there is one, else the newest of each. */
  readonly mode: ClosureMode | undefined;
  /** Without a mode: the newest of each, if history or a file of answers knows it. */
  readonly isNewestPreferred?: boolean;
  /**
   * Whether a bottle may be fetched to read the formula inside it, if nothing else says what it needs; by default it may. A
   * cached bottle is read in any case.
   */
  readonly mayFetch?: boolean | undefined;
}

/** A request, and what is needed to serve it. */
export interface ClosureTools extends Omit<ClosureRequest, 'names' | 'mode' | 'isNewestPreferred'> {
  readonly brewpull: Brewpull;
  readonly taps: ClosureTaps;
  /** The bottles of the versions that were asked for, by key: no other version of these formulae is used. */
  readonly pins: ReadonlyMap<string, FoundBottle>;
}
