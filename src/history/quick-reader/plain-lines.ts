/** Steps through a text line by line without splitting it all at once. */
export class PlainLines {
  readonly text: string;
  #next = 0;
  /** Where the line begins. */
  start = 0;
  /** How many blanks to drop from the start of lines that begin with four; 0 for none. */
  indent = 0;
  /** Whether they were dropped. */
  isIndented = false;
  /** The line without its end. */
  line = '';

  constructor(text: string) {
    this.text = text;
  }

  /** Where the next line begins. */
  get offset(): number {
    return this.#next;
  }

  /** Steps to the next line; false at the end. */
  step(): boolean {
    if (this.#next >= this.text.length) return false;
    const end = this.text.indexOf('\n', this.#next);
    this.start = this.#next;
    this.isIndented = this.indent > 0 && this.text.startsWith('    ', this.#next);
    if (this.isIndented) this.start += this.indent;
    this.line = this.text.slice(this.start, end === -1 ? undefined : end);
    this.#next = end === -1 ? this.text.length : end + 1;
    return true;
  }

  /** Skips to the line that begins at `offset`. */
  skipTo(offset: number): void {
    this.#next = offset;
  }
}
