import { RememberedBytes } from '../state/remembered-bytes.ts';

/** A part of a text. */
interface Span {
  readonly start: number;
  readonly end: number;
}

const NOTHING = Buffer.alloc(0);
/** If this many statements in a row were removed, the next one is no longer found. */
const MOST_SKIPPED = 4;

/**
 * Remembers the statements of a formula's last text that Ruby is known to accept: a body rarely changes from one state to the
 * next, and a statement with the same characters ends where it ended before.
 */
export class KnownStatements {
  readonly #text = new RememberedBytes();
  #spans: readonly Span[] = [];
  #next = 0;
  /** The statements of the text that is being read. */
  #found: Span[] = [];
  #bytes: Buffer = NOTHING;
  #isChanged = false;

  /** Starts on the next text of the formula. */
  begin(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#found = [];
    this.#next = 0;
    this.#isChanged = false;
  }

  /** Finds where the statement at `start` ends, if the last text had it. */
  findEnd(start: number): number | undefined {
    for (let index = this.#next; index < this.#next + MOST_SKIPPED; index += 1) {
      const span = this.#spans[index];
      if (span === undefined) return undefined;
      const end = start + span.end - span.start;
      if (end > this.#bytes.length) continue;
      if (!this.#text.isAt(this.#bytes, start, span)) continue;
      this.#next = index + 1;
      this.#found.push({ start, end });
      return end;
    }
    return undefined;
  }

  /** Records a statement that was scanned. */
  add(start: number, end: number): void {
    this.#found.push({ start, end });
    this.#isChanged = true;
  }

  /** Keeps the statements of this text for the next one. */
  finish(): void {
    if (this.#isChanged) {
      this.#text.replace(this.#bytes);
      this.#spans = this.#found;
    }
    this.#bytes = NOTHING;
  }
}
