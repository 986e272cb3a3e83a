import type { BottleBlock, BottleEntry } from '../../state/formula-state.ts';
import type { ByteReader, ByteWriter } from '../../coding/bytes.ts';

/** What a block says apart from its rebuild and checksums: the same for most blocks of a formula. */
export type BottleLayout = readonly Omit<BottleEntry, 'checksum'>[];

const CHECKSUM_BYTES = { sha256: 32, sha1: 20 } as const;

/** Writes where a block's bottles are, and the bottle tag, algorithm and cellar of each. */
export function writeLayout(writer: ByteWriter, { rootUrl, entries }: BottleBlock): void {
  writer.optional(rootUrl);
  writer.number(entries.length);
  for (const { bottleTag, algorithm, cellar } of entries) {
    writer.text(bottleTag);
    writer.byte(algorithm === 'sha256' ? 0 : 1);
    writer.optional(cellar);
  }
}

/** Reads what {@link writeLayout} wrote. */
export function readLayout(reader: ByteReader): {
  readonly rootUrl: string | undefined;
  readonly layout: BottleLayout;
} {
  const rootUrl = reader.optional();
  const layout = Array.from({ length: reader.number() }, () => ({
    bottleTag: reader.text(),
    algorithm: reader.byte() === 0 ? ('sha256' as const) : ('sha1' as const),
    cellar: reader.optional(),
  }));
  return { rootUrl, layout };
}

/** Writes a block's rebuild and checksums. */
export function writeSums(writer: ByteWriter, { rebuild, entries }: BottleBlock): void {
  writer.number(rebuild);
  for (const { algorithm, checksum } of entries) {
    writer.checksum(checksum, CHECKSUM_BYTES[algorithm]);
  }
}

/** Reads what {@link writeSums} wrote, and puts the block together. */
export function readSums(
  reader: ByteReader,
  rootUrl: string | undefined,
  layout: BottleLayout,
): BottleBlock {
  const rebuild = reader.number();
  const entries = layout.map(({ bottleTag, algorithm, cellar }) => {
    const isPlain = reader.byte() === 0;
    const checksum = isPlain ? reader.hex(CHECKSUM_BYTES[algorithm]) : reader.text();
    return { bottleTag, algorithm, checksum, cellar };
  });
  return { rebuild, rootUrl, entries };
}
