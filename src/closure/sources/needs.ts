import type { Ask } from './closure-taps.ts';

/** What a bottle needs at run time. */
export interface Needs {
  readonly asks: readonly Ask[];
  /** Every name that its formula mentions, as written. */
  readonly mentioned: readonly string[];
  /** Why that may not be all. */
  readonly doubt?: string | undefined;
}
