import { nameOfKey } from '../../tap/former-key.ts';
import { InvalidFileError } from '../../../core/errors.ts';
import type { ByteReader, ByteWriter } from '../../coding/bytes.ts';
import type { LatestBottles, LatestDoubt } from '../../state/bottle-span.ts';
import { momentOf, requireKey, requireName, secondsOf } from './answer-words.ts';
import type { AnsweredFormula, AnsweredVersion } from '../answers.ts';
import { BottleDecoder, BottleEncoder } from './bottle-record.ts';
import { readList } from './header-record.ts';
import { type AnswersTables, type TableCodes, textAt } from './tables.ts';

const IS_PRESENT = 1;
const HAS_NEWEST = 2;
const HAS_OLD_NAMES = 4;
const HAS_DOUBTS = 8;
const HAS_EARLIER = 16;

/** Writes one formula's answers. */
export function writeFormula(
  writer: ByteWriter,
  codes: TableCodes,
  formula: AnsweredFormula,
): void {
  const { key, name, isPresent, newest, oldNames, bottles, doubts, earlier } = formula;
  requireKey(key);
  if (name !== nameOfKey(key)) throw new Error(`Internal error: ${key} is not the key of ${name}`);
  let flags = isPresent ? IS_PRESENT : 0;
  if (newest !== undefined) flags += HAS_NEWEST;
  if (oldNames.length > 0) flags += HAS_OLD_NAMES;
  if (doubts.length > 0) flags += HAS_DOUBTS;
  if (earlier.length > 0) flags += HAS_EARLIER;
  writer.byte(flags);
  const encoder = new BottleEncoder(writer, codes, name);
  if (newest !== undefined) {
    encoder.text(newest.version);
    writer.number(newest.revision);
    writer.number(newest.rebuild);
  }
  if (oldNames.length > 0) {
    writer.number(oldNames.length);
    for (const oldName of oldNames) writer.text(requireName(oldName));
  }
  encoder.bottles(bottles);
  if (doubts.length > 0) writeDoubts(writer, codes, doubts);
  if (earlier.length === 0) return;
  writer.number(earlier.length);
  for (const each of earlier) {
    writer.number(secondsOf(each.until));
    encoder.bottles(each.bottles);
    writeDoubts(writer, codes, each.doubts);
  }
}

/** Reads one formula's answers. */
export function readFormula(
  key: string,
  reader: ByteReader,
  tables: AnswersTables,
): AnsweredFormula {
  const name = nameOfKey(requireKey(key));
  const flags = reader.byte();
  const decoder = new BottleDecoder(reader, tables, name);
  const newest = (flags & HAS_NEWEST) === 0 ? undefined : readVersion(reader, decoder);
  const oldNames =
    (flags & HAS_OLD_NAMES) === 0 ? [] : readList(reader, () => requireName(reader.text()));
  const bottles = decoder.bottles();
  const doubts = (flags & HAS_DOUBTS) === 0 ? [] : readDoubts(reader, tables);
  const earlier =
    (flags & HAS_EARLIER) === 0
      ? []
      : readList(reader, () => ({
          until: momentOf(reader.number()),
          bottles: decoder.bottles(),
          doubts: readDoubts(reader, tables),
        }));
  if (!reader.isAtEnd()) throw new InvalidFileError(`the record of ${key} is too long`);
  const isPresent = (flags & IS_PRESENT) !== 0;
  return { key, name, isPresent, newest, oldNames, bottles, doubts, earlier };
}

/** Reads only what is needed to choose among one formula's last bottles. */
export function readLatest(key: string, reader: ByteReader, tables: AnswersTables): LatestBottles {
  const name = nameOfKey(requireKey(key));
  const flags = reader.byte();
  const decoder = new BottleDecoder(reader, tables, name);
  if ((flags & HAS_NEWEST) !== 0) readVersion(reader, decoder);
  if ((flags & HAS_OLD_NAMES) !== 0) readList(reader, () => reader.text());
  const bottles = decoder.latest();
  const doubts = (flags & HAS_DOUBTS) === 0 ? [] : readDoubts(reader, tables);
  return { name, isPresent: (flags & IS_PRESENT) !== 0, bottles, doubts };
}

function readVersion(reader: ByteReader, decoder: BottleDecoder): AnsweredVersion {
  return { version: decoder.text(), revision: reader.number(), rebuild: reader.number() };
}

/** Writes doubts; a bottle tag is written as one more than its place, 0 for any. */
function writeDoubts(
  writer: ByteWriter,
  { bottleTags }: TableCodes,
  doubts: readonly LatestDoubt[],
): void {
  writer.number(doubts.length);
  for (const { bottleTag, age, position } of doubts) {
    writer.number(bottleTag === undefined ? 0 : 1 + (bottleTags.get(bottleTag) ?? 0));
    writer.number(age);
    writer.number(position);
  }
}

function readDoubts(reader: ByteReader, { bottleTags }: AnswersTables): LatestDoubt[] {
  return readList(reader, () => {
    const place = reader.number();
    const bottleTag = place === 0 ? undefined : textAt(bottleTags, place - 1);
    return { bottleTag, age: reader.number(), position: reader.number() };
  });
}
