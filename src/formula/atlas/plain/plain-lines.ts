/** Goes through a text line by line without cutting all of it up. */
export class PlainLines {
  readonly #text: string;
  #next = 0;
  /** The line without its end. */
  line = '';

  constructor(text: string) {
    this.#text = text;
  }

  /** Where the next line begins. */
  get offset(): number {
    return this.#next;
  }

  /** Steps to the next line; false at the end. */
  step(): boolean {
    if (this.#next >= this.#text.length) return false;
    const end = this.#text.indexOf('\n', this.#next);
    this.line = this.#text.slice(this.#next, end === -1 ? undefined : end);
    this.#next = end === -1 ? this.#text.length : end + 1;
    return true;
  }

  /**
   * Skips the body of a `do` or `def` at two spaces up to its `end`, heredocs and all; gives false when the body does not
   * look like one. `onLine` may refuse a line.
   */
  skipBody(accepts: (line: string) => boolean): boolean {
    while (this.step()) {
      const { line } = this;
      if (line === '  end') return true;
      if (!accepts(line) || !this.#skipHeredocs(line)) return false;
      const isDeep = line.startsWith('   ') || line === '';
      if (!isDeep && !SHALLOW.test(line)) return false;
    }
    return false;
  }

  #skipHeredocs(line: string): boolean {
    if (!line.includes('<<')) return true;
    for (const [, , end = ''] of line.matchAll(HEREDOC)) {
      do {
        if (!this.step()) return false;
      } while (this.line.trim() !== end);
    }
    return true;
  }
}

const HEREDOC = /<<[~-]?(["'`]?)([A-Za-z_]\w*)\1/g;
const SHALLOW = /^(?:\s*#|  (?:rescue|ensure|else)\b|\s+$)/;
