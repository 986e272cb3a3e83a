/**
 * Unpacks one Snappy block (https://github.com/google/snappy/blob/1.2.1/format_description.txt), the format in which GitHub
 * stores large attestations. Throws a `RangeError` if the bytes are not such a block or announce more than `limitBytes`.
 */
export function unpackSnappy(packed: Uint8Array, limitBytes: number): Uint8Array {
  const { length, start } = readLength(packed);
  if (length > limitBytes) throw new RangeError(`it unpacks to ${length} bytes`);
  const out = new Uint8Array(length);
  let at = start;
  let written = 0;
  while (at < packed.length) {
    const { isLiteral, size, offset, next } = readElement(packed, at);
    if (written + size > length) throw new RangeError('it holds more than it announces');
    if (isLiteral) {
      if (next + size > packed.length) throw new RangeError('it is cut off');
      out.set(packed.subarray(next, next + size), written);
      at = next + size;
    } else {
      if (offset === 0 || offset > written) throw new RangeError('it copies from nowhere');
      // Byte by byte: source and destination may overlap, which repeats a pattern.
      for (let index = 0; index < size; index += 1) {
        out[written + index] = out[written + index - offset] ?? 0;
      }
      at = next;
    }
    written += size;
  }
  if (written !== length) throw new RangeError('it holds less than it announces');
  return out;
}

function readLength(packed: Uint8Array): { readonly length: number; readonly start: number } {
  let length = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = byteAt(packed, index);
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { length, start: index + 1 };
  }
  throw new RangeError('its length is not a number');
}

interface Element {
  readonly isLiteral: boolean;
  readonly size: number;
  /** How far back a copy starts; 0 for a literal. */
  readonly offset: number;
  /** Where the literal's bytes, or the next element, start. */
  readonly next: number;
}

function readElement(packed: Uint8Array, at: number): Element {
  const tag = byteAt(packed, at);
  const upper = tag >> 2;
  switch (tag & 3) {
    case 0: {
      const extra = Math.max(0, upper - 59);
      const size = (extra === 0 ? upper : littleEndian(packed, at + 1, extra)) + 1;
      return { isLiteral: true, size, offset: 0, next: at + 1 + extra };
    }
    case 1: {
      const offset = (tag >> 5) * 256 + byteAt(packed, at + 1);
      return { isLiteral: false, size: (upper & 7) + 4, offset, next: at + 2 };
    }
    case 2: {
      const offset = littleEndian(packed, at + 1, 2);
      return { isLiteral: false, size: upper + 1, offset, next: at + 3 };
    }
    default: {
      const offset = littleEndian(packed, at + 1, 4);
      return { isLiteral: false, size: upper + 1, offset, next: at + 5 };
    }
  }
}

function littleEndian(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let index = count - 1; index >= 0; index -= 1) {
    value = value * 256 + byteAt(bytes, at + index);
  }
  return value;
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new RangeError('it is cut off');
  return byte;
}
