import { ByteReader } from '../../coding/bytes.ts';

/** Splits a section that has one piece per formula (its name, a length, and that many bytes) without reading the pieces. */
export function splitByName(section: Buffer): Map<string, Buffer> {
  const reader = new ByteReader(section);
  const parts = new Map<string, Buffer>();
  while (!reader.isAtEnd()) {
    const start = reader.offset;
    const name = reader.text();
    reader.skip(reader.number());
    parts.set(name, section.subarray(start, reader.offset));
  }
  return parts;
}
