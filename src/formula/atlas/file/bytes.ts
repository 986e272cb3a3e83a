import { InvalidFileError } from '../../../core/errors.ts';

/** Writes numbers, texts and bytes one after the other; the buffer grows and is used again after `take`. */
export class ByteWriter {
  #buffer = Buffer.allocUnsafe(4096);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#length] = value;
    this.#length += 1;
  }

  /** Writes a whole number from 0 in seven bits a byte, the lowest first. */
  number(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest > 127) {
      this.#buffer[this.#length] = (rest % 128) + 128;
      this.#length += 1;
      rest = Math.floor(rest / 128);
    }
    this.#buffer[this.#length] = rest;
    this.#length += 1;
  }

  text(value: string): void {
    const length = Buffer.byteLength(value);
    this.number(length);
    this.#reserve(length);
    this.#length += this.#buffer.write(value, this.#length);
  }

  /** Writes an even number of hexadecimal digits without their length. */
  hex(digits: string): void {
    this.#reserve(digits.length / 2);
    this.#length += this.#buffer.write(digits, this.#length, 'hex');
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
  }

  /** Gives what was written, valid until the next write, and begins anew. */
  take(): Buffer {
    const written = this.#buffer.subarray(0, this.#length);
    this.#length = 0;
    return written;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + count));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
  }
}

/** Reads back what {@link ByteWriter} wrote. Throws {@link InvalidFileError} where the bytes end too early. */
export class ByteReader {
  readonly #buffer: Buffer;
  #offset: number;
  readonly #end: number;

  constructor(buffer: Buffer, start = 0, end = buffer.length) {
    this.#buffer = buffer;
    this.#offset = start;
    this.#end = Math.min(end, buffer.length);
  }

  get offset(): number {
    return this.#offset;
  }

  isAtEnd(): boolean {
    return this.#offset >= this.#end;
  }

  byte(): number {
    const value = this.#buffer[this.#step(1)];
    return value ?? 0;
  }

  number(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  }

  text(): string {
    const length = this.number();
    const start = this.#step(length);
    return this.#buffer.toString('utf8', start, start + length);
  }

  hex(byteLength: number): string {
    const start = this.#step(byteLength);
    return this.#buffer.toString('hex', start, start + byteLength);
  }

  skip(count: number): void {
    this.#step(count);
  }

  #step(count: number): number {
    const start = this.#offset;
    if (start + count > this.#end) {
      throw new InvalidFileError('a record of the atlas ends too early');
    }
    this.#offset = start + count;
    return start;
  }
}
