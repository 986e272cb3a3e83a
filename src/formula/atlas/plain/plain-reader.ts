import { eraOf } from '../../version/detect-version.ts';
import { KeptBytes } from '../file/kept-bytes.ts';
import type { NewFacts } from '../file/path-change.ts';
import { encodePlainBottle } from './encode-plain-bottle.ts';
import { readPlainBottle } from './plain-bottle.ts';
import { readPlainFormula, readPlainHead } from './plain-formula.ts';
import { PlainLines } from './plain-lines.ts';

const OPENING = '\n  bottle do\n';
const CLOSING = '\n  end\n';

/** Where a text is cut: the bottle block lies between its head, which ends with `bottle do`, and its tail. */
interface Cut {
  readonly block: number;
  readonly tail: number;
}

/**
 * Reads the states of one formula file, one after the other, as `readPlainFormula` does, but each part only when it is not
 * what it was in the state before: a bump changes what stands above the bottle block, a bottle commit the block.
 */
export class PlainReader {
  readonly #head = new KeptBytes();
  readonly #block = new KeptBytes();
  /** What stands below the block and says nothing. */
  readonly #tail = new KeptBytes();
  #isKnown = false;
  #era = '';

  /**
   * Undefined when it is not plain; then nothing of it is remembered. `same` stands for what the last state that was read
   * said; bytes are valid until the next call.
   */
  read(bytes: Uint8Array, date: string): NewFacts | undefined {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return this.#readChange(text, date) ?? this.#readAll(text, date);
  }

  /** Lets go of what is remembered, for a file that has no more states. */
  forget(): void {
    this.#isKnown = false;
    for (const kept of [this.#head, this.#block, this.#tail]) kept.clear();
  }

  #readAll(text: Buffer, date: string): NewFacts | undefined {
    this.#isKnown = false;
    const found = readPlainFormula(text, date);
    if (found === undefined) return undefined;
    const { facts, block } = found;
    if (block !== undefined) {
      this.#head.replace(text, 0, block.start);
      this.#block.replace(text, block.start, block.end);
      this.#tail.replace(text, block.end);
      this.#era = eraOf(date);
      this.#isKnown = true;
    }
    return { version: facts, bottle: facts.bottle };
  }

  #readChange(text: Buffer, date: string): NewFacts | undefined {
    const cut = this.#isKnown ? findBlock(text) : undefined;
    if (cut === undefined || !this.#tail.isIn(text, cut.tail, text.length)) return undefined;
    const version = this.#readHead(text, cut, date);
    const bottle = version === undefined ? undefined : this.#readBlock(text, cut);
    if (version === undefined || bottle === undefined) return undefined;
    this.#head.replace(text, 0, cut.block);
    this.#block.replace(text, cut.block, cut.tail);
    this.#era = eraOf(date);
    return { version, bottle };
  }

  #readHead(text: Buffer, { block }: Cut, date: string): NewFacts['version'] | undefined {
    if (this.#head.isIn(text, 0, block) && eraOf(date) === this.#era) return 'same';
    return readPlainHead(text.toString('latin1', 0, block), date);
  }

  #readBlock(text: Buffer, { block, tail }: Cut): NewFacts['bottle'] {
    if (this.#block.isIn(text, block, tail)) return 'same';
    const encoded = encodePlainBottle(text, block, tail);
    if (encoded !== undefined) return encoded;
    const lines = new PlainLines(text.toString('latin1', block, tail));
    const bottle = readPlainBottle(lines);
    return lines.offset === tail - block ? bottle : undefined;
  }
}

/** Finds the first text that looks like a bottle block; whether it is one shows when its head is read. */
function findBlock(text: Buffer): Cut | undefined {
  const opening = text.indexOf(OPENING);
  if (opening === -1) return undefined;
  const block = opening + OPENING.length;
  // The line end before it may be that of `bottle do`.
  const closing = text.indexOf(CLOSING, block - 1);
  return closing === -1 ? undefined : { block, tail: closing + CLOSING.length };
}
