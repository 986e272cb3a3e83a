import type { LatestBottle, LatestBottles, LatestDoubt } from '../../state/bottle-span.ts';
import { formatTime } from '../../../core/iso-time.ts';
import { ByteReader, ByteWriter } from '../../coding/bytes.ts';

const BODY = new ByteWriter();

/** Writes one formula's last bottles. */
export function writeLatest(writer: ByteWriter, latest: LatestBottles): void {
  const { name, isPresent, bottles, doubts } = latest;
  BODY.byte(isPresent ? 1 : 0);
  BODY.number(bottles.length);
  for (const bottle of bottles) {
    BODY.text(bottle.bottleTag);
    BODY.text(bottle.version);
    BODY.number(bottle.revision);
    BODY.number(bottle.rebuild);
    BODY.number(bottle.age);
    BODY.number(bottle.position);
    BODY.number(toSeconds(bottle.introduced));
    BODY.number(bottle.dropped === undefined ? 0 : toSeconds(bottle.dropped) + 1);
    BODY.byte(bottle.isUnsure ? 1 : 0);
  }
  BODY.number(doubts.length);
  for (const { bottleTag, age, position } of doubts) {
    BODY.text(bottleTag ?? '');
    BODY.number(age);
    BODY.number(position);
  }
  const bytes = BODY.take();
  writer.text(name);
  writer.number(bytes.length);
  writer.bytes(bytes);
}

/** Reads what {@link writeLatest} wrote, one formula at a time. */
export function* parseLatest(section: Buffer): Generator<LatestBottles, void, undefined> {
  const reader = new ByteReader(section);
  while (!reader.isAtEnd()) {
    const name = reader.text();
    reader.number();
    const isPresent = reader.byte() === 1;
    const bottles = Array.from({ length: reader.number() }, () => readBottle(reader));
    const doubts = Array.from({ length: reader.number() }, () => readDoubt(reader));
    yield { name, isPresent, bottles, doubts };
  }
}

function readBottle(reader: ByteReader): LatestBottle {
  return {
    bottleTag: reader.text(),
    version: reader.text(),
    revision: reader.number(),
    rebuild: reader.number(),
    age: reader.number(),
    position: reader.number(),
    introduced: formatTime(reader.number()),
    dropped: toOptionalDate(reader.number()),
    isUnsure: reader.byte() === 1,
  };
}

function readDoubt(reader: ByteReader): LatestDoubt {
  const bottleTag = reader.text();
  return {
    bottleTag: bottleTag === '' ? undefined : bottleTag,
    age: reader.number(),
    position: reader.number(),
  };
}

function toOptionalDate(secondsAfter: number): string | undefined {
  return secondsAfter === 0 ? undefined : formatTime(secondsAfter - 1);
}

function toSeconds(date: string): number {
  return Math.max(0, Date.parse(date) / 1000);
}
