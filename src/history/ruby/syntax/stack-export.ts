const EXPORT_SECTION = 7;
const GLOBAL_KIND = 3;
const HEADER_BYTES = 8;

/**
 * Adds the first global of a WebAssembly module to its exports under `name`; in modules linked by LLVM, it is the stack pointer.
 * Format: https://webassembly.github.io/spec/core/binary/modules.html#export-section
 */
export function exportFirstGlobal(wasm: Uint8Array, name: string): Uint8Array<ArrayBuffer> {
  for (let at = HEADER_BYTES; at < wasm.length;) {
    const [length, start] = readNumber(wasm, at + 1);
    const end = start + length;
    if (wasm[at] === EXPORT_SECTION) {
      const [count, first] = readNumber(wasm, start);
      const text = Buffer.from(name, 'utf8');
      const body = Buffer.concat([
        writeNumber(count + 1),
        wasm.subarray(first, end),
        writeNumber(text.length),
        text,
        Uint8Array.of(GLOBAL_KIND, 0),
      ]);
      return new Uint8Array(
        Buffer.concat([
          wasm.subarray(0, at),
          Uint8Array.of(EXPORT_SECTION),
          writeNumber(body.length),
          body,
          wasm.subarray(end),
        ]),
      );
    }
    at = end;
  }
  throw new Error('Internal error: the parser module exports nothing');
}

/** Reads an unsigned LEB128 number; returns it and the offset after it. */
function readNumber(bytes: Uint8Array, offset: number): [number, number] {
  let value = 0;
  for (let at = offset, shift = 0; ; at += 1, shift += 7) {
    const byte = bytes[at] ?? 0;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return [value, at + 1];
  }
}

function writeNumber(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Uint8Array.from([...bytes, rest]);
}
