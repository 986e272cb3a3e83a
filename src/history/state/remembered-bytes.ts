/** Bytes in a buffer of their own: a piece of Node's pool would keep eight kilobytes alive. */
export class RememberedBytes {
  #buffer = Buffer.alloc(0);
  #length = 0;

  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Tells whether the bytes from `start` up to `end` of these are at a place of a buffer. */
  isAt(
    buffer: Buffer,
    at: number,
    { start, end }: { readonly start: number; readonly end: number },
  ): boolean {
    return buffer.compare(this.#buffer, start, end, at, at + end - start) === 0;
  }

  /** Takes these bytes; says whether they are others than before. */
  replace(bytes: Buffer): boolean {
    if (this.bytes.equals(bytes)) return false;
    if (bytes.length > this.#buffer.length) this.#buffer = Buffer.allocUnsafeSlow(bytes.length);
    bytes.copy(this.#buffer);
    this.#length = bytes.length;
    return true;
  }
}
