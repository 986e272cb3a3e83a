/** Packs bytes as one Snappy block of literals of at most 60 bytes: legal, if not small. */
export function packSnappy(bytes: Uint8Array): Uint8Array {
  const parts: number[] = [];
  let rest = bytes.length;
  while (rest >= 0x80) {
    parts.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 128);
  }
  parts.push(rest);
  for (let at = 0; at < bytes.length; at += 60) {
    const chunk = bytes.subarray(at, at + 60);
    parts.push((chunk.length - 1) << 2, ...chunk);
  }
  return Uint8Array.from(parts);
}
