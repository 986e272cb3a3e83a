const NOTHING = Buffer.alloc(0);

/** Bytes in a buffer of their own: a piece of Node's pool would keep eight kilobytes alive. */
export class RememberedBytes {
  #buffer = NOTHING;
  #length = 0;

  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Tells whether these are the bytes from `start` up to `end` of a buffer. */
  isIn(buffer: Buffer, start: number, end: number): boolean {
    const length = end - start;
    return length === this.#length && buffer.compare(this.#buffer, 0, length, start, end) === 0;
  }

  /** Tells whether the bytes from `start` up to `end` of these are at a place of a buffer. */
  isAt(
    buffer: Buffer,
    at: number,
    { start, end }: { readonly start: number; readonly end: number },
  ): boolean {
    return buffer.compare(this.#buffer, start, end, at, at + end - start) === 0;
  }

  /** Takes the bytes from `start` up to `end` of a buffer; tells whether they are others than before. */
  replace(buffer: Buffer, start = 0, end = buffer.length): boolean {
    if (this.isIn(buffer, start, end)) return false;
    const length = end - start;
    if (length > this.#buffer.length) this.#buffer = Buffer.allocUnsafeSlow(length);
    buffer.copy(this.#buffer, 0, start, end);
    this.#length = length;
    return true;
  }

  /** Lets go of the bytes and their buffer. */
  clear(): void {
    this.#buffer = NOTHING;
    this.#length = 0;
  }
}
