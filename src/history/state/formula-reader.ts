import type { BottleFacts } from './bottle-span.ts';
import type { FormulaPlace } from '../../core/errors.ts';
import type { FormulaState } from './formula-state.ts';

/** Where a text is from. */
type TextPlace = Pick<FormulaPlace, 'path' | 'commit'>;

/** Reads which bottles formula files offer. */
export interface FactsReader {
  /**
   * Throws, or rejects with, `FormulaUnreadableError`. `date` is the commit's, which decides between the version rules of the
   * years. A dependency that cannot be read is no reason to refuse the bottles.
   */
  readFacts(bytes: Uint8Array, where: TextPlace, date: string): BottleFacts | Promise<BottleFacts>;
  /** Reads what needs no parser of Ruby; undefined for all else, and nothing is loaded. */
  readQuickly(bytes: Uint8Array, where: TextPlace, date: string): BottleFacts | undefined;
}

/** Reads all that formula files say. */
export interface FormulaReader extends FactsReader {
  /** Throws `FormulaUnreadableError`; `date` as above. */
  read(bytes: Uint8Array, where: TextPlace, date: string): FormulaState;
  readFacts(bytes: Uint8Array, where: TextPlace, date: string): BottleFacts;
}
