import type { Target } from '../../core/target.ts';

/** A request for bottles. */
export interface BottleRequest {
  /** `vim` for the last bottle, `vim=9.0.1450` or `vim=9.0.1450_1` (with its revision) for one version; also `user/tap/name`. */
  readonly names: readonly string[];
  readonly targets: readonly Target[];
  /** Whether bottles that were built for an older macOS do not count. */
  readonly exactOnly: boolean;
  /** `false`: only history answers, and no registry is asked for anything newer. If left out, the options decide. */
  readonly isRegistryAsked?: false;
}
