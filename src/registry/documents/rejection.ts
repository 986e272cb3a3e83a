import type { Platform } from '../platform.ts';

/** An element of a served list that brewpull leaves out, so that the rest stays usable. */
export interface Rejection {
  /** Where it was, e.g. `manifests[3]`. */
  readonly where: string;
  /** What was wrong; holds no text of the server. */
  readonly reason: string;
  /** What is still known of an element that may be a bottle's; undefined where it cannot be one's. */
  readonly bottle?: RejectedBottle | undefined;
}

/** What can be read of a bottle's entry that is broken, each for itself. */
export interface RejectedBottle {
  readonly bottleTag: string | undefined;
  readonly platform: Platform | undefined;
}
