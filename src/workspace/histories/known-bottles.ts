import type { ShownBottle } from '../../history/answers/shown-bottle.ts';
import type { OpenDoubt } from '../../history/state/bottle-span.ts';
import type { HistoryOrigin } from './history-origin.ts';

/** The bottles of a formula, as far as what was asked knows them. */
export interface FormulaHistory {
  /** The formula's name today; in a registry the name that was asked for. */
  readonly formula: string;
  readonly tap: string;
  /** `all`: every bottle there ever was; `last`: the last one of each system; `registry`: all that the registry has. */
  readonly extent: 'all' | 'last' | 'registry';
  /** Who says it; see {@link FormulaHistory.origin}. */
  readonly kind: HistoryOrigin['kind'];
  readonly spans: readonly ShownBottle[];
  readonly doubts: readonly OpenDoubt[];
  /** Where that comes from. */
  origin(): Promise<HistoryOrigin>;
  /** Reads the whole message of a commit; undefined when it is not at hand. */
  message(oid: string): Promise<string | undefined>;
}
