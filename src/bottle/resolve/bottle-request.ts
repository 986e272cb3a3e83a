import type { Target } from '../../core/target.ts';

/** What is asked for. */
export interface BottleRequest {
  /** `vim`, or `user/tap/name`. */
  readonly names: readonly string[];
  readonly targets: readonly Target[];
  /** Takes no bottle that was built for an older macOS. */
  readonly exactOnly: boolean;
}
