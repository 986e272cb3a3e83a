import type { Target } from '../../core/target.ts';

/** What is asked for. */
export interface BottleRequest {
  /** `vim` for the last bottle, `vim=9.0.1450` for that of one version (`vim=9.0.1450_1` with its revision); `user/tap/name` likewise. */
  readonly names: readonly string[];
  readonly targets: readonly Target[];
  /** Takes no bottle that was built for an older macOS. */
  readonly exactOnly: boolean;
  /** `false`: history alone answers, and no registry is asked for what is newer; left out, the options decide. */
  readonly isRegistryAsked?: false;
}
