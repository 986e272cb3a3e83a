import type { Platform } from '../platform.ts';

/** An element of a served list that brewpull leaves out, so that the rest stays usable. */
export interface Rejection {
  /** The position, e.g. `manifests[3]`. */
  readonly where: string;
  /** What was wrong; contains no text from the server. */
  readonly reason: string;
  /** What is still known about an element that may be a bottle; undefined if it cannot be one. */
  readonly bottle?: RejectedBottle | undefined;
}

/** The readable fields of a broken entry of a bottle, each on its own. */
export interface RejectedBottle {
  readonly bottleTag: string | undefined;
  readonly platform: Platform | undefined;
}
