import type { AliasMeaning } from '../../rules/tap.ts';
import type { TapNaming } from '../../tap/tap-names.ts';
import { ByteReader, ByteWriter } from '../../coding/bytes.ts';

/** A file that a commit moved, with its content, to another name. */
export interface Move {
  readonly seq: number;
  readonly from: string;
  readonly to: string;
}

/** What an atlas keeps about the tap as a whole, as of its head. */
export interface TapRecord extends TapNaming {
  /** The tap, as `user/name`. */
  readonly tap: string;
  /** From alias to formula. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly isSharded: boolean;
  /** Moves that only a comparison of content finds, oldest first. */
  readonly moves: readonly Move[];
  /** What every alias ever led to, newest first. */
  readonly meanings: ReadonlyMap<string, readonly AliasMeaning[]>;
  /** The date of the oldest commit that was read, ISO 8601. */
  readonly begins: string;
}

/** Writes a tap record. */
export function formatTapRecord(record: TapRecord): Buffer {
  const writer = new ByteWriter();
  writer.text(record.tap);
  writer.byte((record.hasRenames ? 1 : 0) + (record.isSharded ? 2 : 0));
  for (const map of [record.aliases, record.renames, record.migrations]) {
    writer.number(map.size);
    for (const [key, value] of map) {
      writer.text(key);
      writer.text(value);
    }
  }
  writer.number(record.moves.length);
  for (const { seq, from, to } of record.moves) {
    writer.number(seq);
    writer.text(from);
    writer.text(to);
  }
  writer.number(record.meanings.size);
  for (const [alias, changes] of record.meanings) {
    writer.text(alias);
    writer.number(changes.length);
    for (const { from, target } of changes) {
      writer.text(from);
      writer.text(target ?? '');
    }
  }
  writer.text(record.begins);
  return writer.take();
}

/** Reads a tap record. */
export function parseTapRecord(bytes: Buffer): TapRecord {
  const reader = new ByteReader(bytes);
  const tap = reader.text();
  const flags = reader.byte();
  const readMap = (): Map<string, string> =>
    new Map(Array.from({ length: reader.number() }, () => [reader.text(), reader.text()] as const));
  const [aliases, renames, migrations] = [readMap(), readMap(), readMap()];
  const moves = Array.from({ length: reader.number() }, () => ({
    seq: reader.number(),
    from: reader.text(),
    to: reader.text(),
  }));
  const meanings = new Map(
    Array.from({ length: reader.number() }, () => {
      const alias = reader.text();
      return [alias, Array.from({ length: reader.number() }, () => readMeaning(reader))] as const;
    }),
  );
  return {
    tap,
    aliases,
    renames,
    migrations,
    hasRenames: flags % 2 === 1,
    isSharded: flags >= 2,
    moves,
    meanings,
    begins: reader.text(),
  };
}

function readMeaning(reader: ByteReader): AliasMeaning {
  const [from, target] = [reader.text(), reader.text()];
  return { from, target: target === '' ? undefined : target };
}
