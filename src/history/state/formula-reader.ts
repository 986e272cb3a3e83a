import type { BottleFacts } from './bottle-span.ts';
import type { FormulaPlace } from '../../core/errors.ts';
import type { FormulaState } from './formula-state.ts';

/** Where a text comes from. */
type TextPlace = Pick<FormulaPlace, 'path' | 'commit'>;

/** Reads which bottles formula files offer. */
export interface FactsReader {
  /**
   * Throws or rejects with `FormulaUnreadableError`. `date` is the commit's, which selects the version rules of its time. A
   * dependency that cannot be read is no reason to refuse the bottles.
   */
  readFacts(bytes: Uint8Array, where: TextPlace, date: string): BottleFacts | Promise<BottleFacts>;
  /** Reads a text that does not need Ruby's parser, without loading it; undefined for any other. */
  readQuickly(bytes: Uint8Array, where: TextPlace, date: string): BottleFacts | undefined;
}

/** Reads everything that formula files say. */
export interface FormulaReader extends FactsReader {
  /** Throws `FormulaUnreadableError`; `date` as above. */
  read(bytes: Uint8Array, where: TextPlace, date: string): FormulaState;
  readFacts(bytes: Uint8Array, where: TextPlace, date: string): BottleFacts;
}
