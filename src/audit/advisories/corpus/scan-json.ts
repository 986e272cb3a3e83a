/** The punctuation of an object, as bytes. */
export const SIGNS = {
  comma: 0x2c,
  colon: 0x3a,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const;

/** One value of a JSON text that nothing has parsed yet. */
export interface ScannedValue {
  /** A view of the text. */
  readonly text: Uint8Array;
  /** The number of elements in a list, or of members in an object; 0 for anything else. */
  readonly size: number;
}

/** Scans a JSON text byte by byte, only to find where its parts begin and end; what is in between is not looked at. */
export class JsonScanner {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  }

  /** The current position, in bytes. */
  get at(): number {
    return this.#at;
  }

  /** Returns the next byte after white space; undefined at the end. */
  peek(): number | undefined {
    while (isSpace(this.#bytes[this.#at])) this.#at += 1;
    return this.#bytes[this.#at];
  }

  /** Steps over this byte if it is the next one after white space. */
  take(byte: number): boolean {
    if (this.peek() !== byte) return false;
    this.#at += 1;
    return true;
  }

  /**
   * Steps over one value; undefined if the text ends first, or if no value begins here. Brackets are counted, not matched:
   * parsing the value finds what is wrong inside it.
   */
  value(): ScannedValue | undefined {
    const first = this.peek();
    const from = this.#at;
    const size = isOpen(first) ? this.#skipNested() : this.#skipPlain(first);
    return size === undefined ? undefined : { text: this.#bytes.subarray(from, this.#at), size };
  }

  #skipPlain(first: number | undefined): 0 | undefined {
    const isWhole = first === QUOTE ? this.#skipString() : this.#skipWord();
    return isWhole ? 0 : undefined;
  }

  #skipString(): boolean {
    const bytes = this.#bytes;
    for (let at = this.#at + 1; at < bytes.length; at += 1) {
      if (bytes[at] === BACKSLASH) {
        at += 1;
      } else if (bytes[at] === QUOTE) {
        this.#at = at + 1;
        return true;
      }
    }
    return false;
  }

  /** Returns the number of elements; undefined if the text ends first. */
  #skipNested(): number | undefined {
    const bytes = this.#bytes;
    let depth = 0;
    let commas = 0;
    let isInString = false;
    for (let at = this.#at; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (isInString) {
        if (byte === BACKSLASH) at += 1;
        else if (byte === QUOTE) isInString = false;
      } else if (byte === QUOTE) {
        isInString = true;
      } else if (isOpen(byte)) {
        depth += 1;
      } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
        depth -= 1;
        if (depth === 0) {
          const isEmpty = this.#isEmptyUpTo(at);
          this.#at = at + 1;
          return isEmpty ? 0 : commas + 1;
        }
      } else if (byte === COMMA && depth === 1) {
        commas += 1;
      }
    }
    return undefined;
  }

  /** Checks whether there is nothing between the current bracket and the one that closes it. */
  #isEmptyUpTo(end: number): boolean {
    let at = this.#at + 1;
    while (isSpace(this.#bytes[at])) at += 1;
    return at === end;
  }

  #skipWord(): boolean {
    const from = this.#at;
    while (isWord(this.#bytes[this.#at])) this.#at += 1;
    return this.#at > from;
  }
}

const QUOTE = 0x22;
const COMMA = SIGNS.comma;
const OPEN_OBJECT = SIGNS.openObject;
const CLOSE_OBJECT = SIGNS.closeObject;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const BACKSLASH = 0x5c;

function isOpen(byte: number | undefined): boolean {
  return byte === OPEN_LIST || byte === OPEN_OBJECT;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Checks whether a byte can be part of a number, true, false or null. */
function isWord(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const isDigit = byte >= 0x30 && byte <= 0x39;
  const isLetter = (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
  return isDigit || isLetter || byte === 0x2b || byte === 0x2d || byte === 0x2e;
}
