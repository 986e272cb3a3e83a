import type { NewFacts } from '../file/path-change.ts';
import { KnownStatements } from './known-statements.ts';
import { readPlainFormula } from './plain-formula.ts';

/** Reads the states of one formula file, one after the other, as `readPlainFormula` does. */
export class PlainReader {
  readonly #known = new KnownStatements();

  /** Undefined when it is not plain. */
  read(bytes: Uint8Array, date: string): NewFacts | undefined {
    const facts = readPlainFormula(bytes, date, this.#known);
    return facts === undefined ? undefined : { version: facts, bottle: facts.bottle };
  }

  /** Lets go of what is remembered, for a file that has no more states. */
  forget(): void {
    this.#known.forget();
  }
}
