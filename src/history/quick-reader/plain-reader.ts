import type { BottleFacts } from '../state/bottle-span.ts';
import { KnownStatements } from './known-statements.ts';
import { readPlainFormula } from './plain-formula.ts';

/** Reads the states of one formula file, one after the other, as `readPlainFormula` does. */
export class PlainReader {
  readonly #known = new KnownStatements();

  /** Undefined when it is not plain. */
  read(bytes: Uint8Array, date: string): BottleFacts | undefined {
    return readPlainFormula(bytes, date, this.#known);
  }

  /** Lets go of what is remembered, for a file that has no more states. */
  forget(): void {
    this.#known.forget();
  }
}
