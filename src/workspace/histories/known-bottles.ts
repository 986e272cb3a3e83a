import type { ShownBottle } from '../../history/answers/shown-bottle.ts';
import type { OpenDoubt } from '../../history/state/bottle-span.ts';
import type { HistoryOrigin } from './history-origin.ts';

/** The bottles of a formula, as far as the source knows them. */
export interface FormulaHistory {
  /** The formula's name today; from a registry, the name that was asked for. */
  readonly formula: string;
  readonly tap: string;
  /** `all`: every bottle there ever was; `last`: the last one for each system; `registry`: all that the registry has. */
  readonly extent: 'all' | 'last' | 'registry';
  /** The kind of source; see {@link FormulaHistory.origin}. */
  readonly kind: HistoryOrigin['kind'];
  readonly spans: readonly ShownBottle[];
  readonly doubts: readonly OpenDoubt[];
  /** Returns where the bottles are known from. */
  origin(): Promise<HistoryOrigin>;
  /** Reads the whole message of a commit; undefined if it is not at hand. */
  message(oid: string): Promise<string | undefined>;
}
