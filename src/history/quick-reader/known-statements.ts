import { RememberedBytes } from '../state/remembered-bytes.ts';

/** A part of a text. */
interface Span {
  readonly start: number;
  readonly end: number;
}

const NOTHING = Buffer.alloc(0);
/** How many statements may have been taken away before the next one is no longer found. */
const MOST_SKIPPED = 4;

/**
 * Remembers the statements of a formula's last text that Ruby is known to take: a body rarely changes from one state to the next,
 * and where the same characters begin a statement, it ends where it ended before.
 */
export class KnownStatements {
  readonly #text = new RememberedBytes();
  #spans: readonly Span[] = [];
  #next = 0;
  /** Those of the text that is being read. */
  #found: Span[] = [];
  #bytes: Buffer = NOTHING;
  #isChanged = false;

  /** Begins with the next text of the formula. */
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

  /** Notes a statement that was looked at. */
  add(start: number, end: number): void {
    this.#found.push({ start, end });
    this.#isChanged = true;
  }

  /** Keeps what this text had for the next one. */
  finish(): void {
    if (this.#isChanged) {
      this.#text.replace(this.#bytes);
      this.#spans = this.#found;
    }
    this.#bytes = NOTHING;
  }
}
