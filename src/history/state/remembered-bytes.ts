/** Bytes in their own buffer: a slice of Node's pool would keep eight kilobytes alive. */
export class RememberedBytes {
  #buffer = Buffer.alloc(0);
  #length = 0;

  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Returns whether these bytes from `start` to `end` are also in `buffer` at `at`. */
  isAt(
    buffer: Buffer,
    at: number,
    { start, end }: { readonly start: number; readonly end: number },
  ): boolean {
    return buffer.compare(this.#buffer, start, end, at, at + end - start) === 0;
  }

  /** Copies these bytes; returns whether they differ from the previous ones. */
  replace(bytes: Buffer): boolean {
    if (this.bytes.equals(bytes)) return false;
    if (bytes.length > this.#buffer.length) this.#buffer = Buffer.allocUnsafeSlow(bytes.length);
    bytes.copy(this.#buffer);
    this.#length = bytes.length;
    return true;
  }
}
