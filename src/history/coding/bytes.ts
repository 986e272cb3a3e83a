import { InvalidFileError } from '../../core/errors.ts';

/** The length of a text with at most this many characters, all ASCII, takes one byte. */
const SHORT_TEXT = 64;
const NO_DIGIT = 16;
/** The scale of the last byte but one in the longest number: no such number is too large to be exact. */
const LARGEST_SCALE = 2 ** 35;
/** The value of each lower-case hexadecimal digit by its character code. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = '0123456789abcdef'.indexOf(String.fromCharCode(code));
  return value === -1 ? NO_DIGIT : value;
});

/** Writes numbers, texts and bytes one after another; the buffer grows and is reused after `take`. */
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

  /** Writes a non-negative whole number, seven bits per byte, the lowest first. */
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
    if (value.length <= SHORT_TEXT && this.#shortText(value)) return;
    const length = Buffer.byteLength(value);
    this.number(length);
    this.#reserve(length);
    this.#length += this.#buffer.write(value, this.#length);
  }

  /** Writes an even number of lower-case hexadecimal digits without their length. */
  hex(digits: string): void {
    if (!this.#digits(digits)) throw new Error(`Internal error: ${digits} is not an object name`);
  }

  /** Writes a checksum, in half the space if it is the lower-case hex of that many bytes. */
  checksum(text: string, byteLength: number): void {
    this.byte(0);
    if (text.length === byteLength * 2 && this.#digits(text)) return;
    this.#length -= 1;
    this.byte(1);
    this.text(text);
  }

  /** Writes a text, or that there is none. */
  optional(value: string | undefined): void {
    this.byte(value === undefined ? 0 : 1);
    if (value !== undefined) this.text(value);
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
  }

  /** Returns what was written, which is valid until the next write, and starts over. */
  take(): Buffer {
    const written = this.#buffer.subarray(0, this.#length);
    this.#length = 0;
    return written;
  }

  /** Writes without a call into Node's native code, which costs more than the text; false if it is not all ASCII. */
  #shortText(value: string): boolean {
    this.#reserve(value.length + 1);
    const buffer = this.#buffer;
    const start = this.#length + 1;
    for (let index = 0; index < value.length; index += 1) {
      const code = value.charCodeAt(index);
      if (code > 127) return false;
      buffer[start + index] = code;
    }
    buffer[start - 1] = value.length;
    this.#length = start + value.length;
    return true;
  }

  /** Writes the bytes that digits mean; writes nothing and returns false if one of them is not a digit. */
  #digits(digits: string): boolean {
    const byteLength = digits.length / 2;
    this.#reserve(byteLength);
    const buffer = this.#buffer;
    for (let index = 0; index < byteLength; index += 1) {
      const high = DIGITS[digits.charCodeAt(2 * index)] ?? NO_DIGIT;
      const low = DIGITS[digits.charCodeAt(2 * index + 1)] ?? NO_DIGIT;
      if (high === NO_DIGIT || low === NO_DIGIT) return false;
      buffer[this.#length + index] = high * 16 + low;
    }
    this.#length += byteLength;
    return true;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + count));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
  }
}

/** Reads back what {@link ByteWriter} wrote. Throws {@link InvalidFileError} if the bytes end too early. */
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
      if (scale > LARGEST_SCALE) throw new InvalidFileError('a number in a record is too large');
    }
  }

  /** Reads how many items follow, each of at least one byte, so that no list is larger than the bytes can fill. */
  count(): number {
    const count = this.number();
    if (count > this.#end - this.#offset) throw endsTooEarly();
    return count;
  }

  text(): string {
    const length = this.number();
    const start = this.#step(length);
    return this.#buffer.toString('utf8', start, start + length);
  }

  /** Reads a text, or that there is none. */
  optional(): string | undefined {
    return this.byte() === 0 ? undefined : this.text();
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
    if (start + count > this.#end) throw endsTooEarly();
    this.#offset = start + count;
    return start;
  }
}

function endsTooEarly(): InvalidFileError {
  return new InvalidFileError('a record ends too early');
}
