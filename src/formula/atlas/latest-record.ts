import type { LatestBottle, LatestBottles } from '../../core/bottle-span.ts';
import { ByteReader, ByteWriter } from './bytes.ts';

/** Writes one formula's last bottles. */
export function formatLatest({ name, isPresent, bottles }: LatestBottles): Buffer {
  const body = new ByteWriter();
  body.byte(isPresent ? 1 : 0);
  body.number(bottles.length);
  for (const bottle of bottles) {
    body.text(bottle.tag);
    body.text(bottle.version);
    body.number(bottle.revision);
    body.number(bottle.rebuild);
    body.number(bottle.age);
    body.number(bottle.position);
    body.number(toSeconds(bottle.introduced));
    body.number(bottle.dropped === undefined ? 0 : toSeconds(bottle.dropped) + 1);
    body.byte(bottle.isUnsure ? 1 : 0);
  }
  const bytes = body.take();
  const writer = new ByteWriter();
  writer.text(name);
  writer.number(bytes.length);
  writer.bytes(bytes);
  return writer.take();
}

/** Reads what {@link formatLatest} wrote, for one formula after the other. */
export function* parseLatest(section: Buffer): Generator<LatestBottles, void, undefined> {
  const reader = new ByteReader(section);
  while (!reader.isAtEnd()) {
    const name = reader.text();
    reader.number();
    const isPresent = reader.byte() === 1;
    const bottles = Array.from({ length: reader.number() }, () => readBottle(reader));
    yield { name, isPresent, bottles };
  }
}

function readBottle(reader: ByteReader): LatestBottle {
  const bottle = {
    tag: reader.text(),
    version: reader.text(),
    revision: reader.number(),
    rebuild: reader.number(),
    age: reader.number(),
    position: reader.number(),
    introduced: toDate(reader.number()),
  };
  const dropped = reader.number();
  return {
    ...bottle,
    dropped: dropped === 0 ? undefined : toDate(dropped - 1),
    isUnsure: reader.byte() === 1,
  };
}

function toSeconds(date: string): number {
  return Math.max(0, Date.parse(date) / 1000);
}

function toDate(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}
