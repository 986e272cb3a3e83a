import type { FoundBottle } from '../../bottle/resolve/resolution.ts';
import type { Ask } from './closure-taps.ts';

/** What a bottle needs at run time. */
export interface Needs {
  readonly asks: readonly Ask[];
  /** Every name that its formula mentions, as written. */
  readonly mentioned: readonly string[];
  /** The bottle as its registry has it, if that was asked: it may contradict a file of answers. */
  readonly found?: FoundBottle | undefined;
  /** Why these may not be all needs. */
  readonly doubt?: string | undefined;
}
