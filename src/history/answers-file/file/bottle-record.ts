import type { ByteReader, ByteWriter } from '../../coding/bytes.ts';
import { momentOf, requireChecksum, requireName, requireText, secondsOf } from './answer-words.ts';
import type { LatestBottle } from '../../state/bottle-span.ts';
import type { AnsweredBottle } from '../answers.ts';
import { readList } from './header-record.ts';
import { compareTexts } from './sorted-records.ts';
import { type AnswersTables, type TableCodes, textAt } from './tables.ts';

/** What bottles of one release have in common. */
type Release = Omit<AnsweredBottle, 'bottleTag' | 'position' | 'cellar' | 'checksum'>;

const IS_SHA1 = 1;
const IS_UNSURE = 2;
const IS_FROM_BEGINNING = 4;
const HAS_OTHER_VERSIONS = 8;
const HAS_OTHER_NAME = 16;
const IS_DROPPED = 32;
const HAS_DROPPED_BY = 64;
const HAS_ROOT_URL = 128;

const CHECKSUM_BYTES = { sha256: 32, sha1: 20 } as const;

/** Orders bottles by rank, then as in the bottle block; the rest only makes the order the same for the same bottles. */
export function compareBottles(a: AnsweredBottle, b: AnsweredBottle): number {
  return (
    a.age - b.age ||
    a.position - b.position ||
    compareTexts(a.bottleTag, b.bottleTag) ||
    compareTexts(a.checksum, b.checksum)
  );
}

/**
 * Writes the bottles of one formula, release by release, so that a bottle takes little more than its checksum. Each text is
 * written once: a new one gets the next number. Moments are written as the difference from the one before.
 */
export class BottleEncoder {
  readonly #writer: ByteWriter;
  readonly #codes: TableCodes;
  readonly #name: string;
  readonly #texts = new Map<string, number>();
  #moment = 0;

  constructor(writer: ByteWriter, codes: TableCodes, name: string) {
    this.#writer = writer;
    this.#codes = codes;
    this.#name = name;
  }

  text(text: string): void {
    const known = this.#texts.get(text);
    this.#writer.number(known ?? this.#texts.size);
    if (known !== undefined) return;
    this.#texts.set(text, this.#texts.size);
    this.#writer.text(requireText(text));
  }

  bottles(bottles: readonly AnsweredBottle[]): void {
    const releases = groupByRelease(bottles);
    this.#writer.number(releases.length);
    for (const [release, ...others] of releases) {
      this.#release(release);
      this.#writer.number(1 + others.length);
      for (const bottle of [release, ...others]) this.#bottle(bottle);
    }
  }

  #release(release: Release): void {
    const { version, revision, rebuild, age, introduced, dropped, droppedBy } = release;
    const writer = this.#writer;
    const flags = this.#flagsOf(release);
    writer.byte(flags);
    this.text(version);
    writer.number(revision);
    writer.number(rebuild);
    writer.number(age);
    this.#date(introduced);
    if (dropped !== undefined) this.#date(dropped);
    if (droppedBy !== undefined) {
      this.text(droppedBy.version);
      writer.number(droppedBy.revision);
    }
    if (release.rootUrl !== undefined) {
      writer.number(this.#codes.rootUrls.get(release.rootUrl) ?? 0);
    }
    if ((flags & HAS_OTHER_NAME) !== 0) writer.text(requireName(release.builtAs));
    if ((flags & HAS_OTHER_VERSIONS) === 0) return;
    writer.number(release.otherVersions.length);
    for (const other of release.otherVersions) this.text(other);
  }

  #flagsOf(release: Release): number {
    return (
      (release.algorithm === 'sha1' ? IS_SHA1 : 0) +
      (release.isUnsure ? IS_UNSURE : 0) +
      (release.isFromBeginning ? IS_FROM_BEGINNING : 0) +
      (release.otherVersions.length > 0 ? HAS_OTHER_VERSIONS : 0) +
      (release.builtAs === this.#name ? 0 : HAS_OTHER_NAME) +
      (release.dropped === undefined ? 0 : IS_DROPPED) +
      (release.droppedBy === undefined ? 0 : HAS_DROPPED_BY) +
      (release.rootUrl === undefined ? 0 : HAS_ROOT_URL)
    );
  }

  #bottle({ bottleTag, position, cellar, algorithm, checksum }: AnsweredBottle): void {
    this.#writer.number(this.#codes.bottleTags.get(bottleTag) ?? 0);
    this.#writer.number(position);
    this.#writer.number(cellar === undefined ? 0 : 1 + (this.#codes.cellars.get(cellar) ?? 0));
    this.#writer.hex(requireChecksum(checksum, algorithm));
  }

  /** Writes a moment; a negative difference becomes an odd number. */
  #date(moment: string): void {
    const seconds = secondsOf(moment);
    const difference = seconds - this.#moment;
    this.#moment = seconds;
    this.#writer.number(difference < 0 ? -2 * difference - 1 : 2 * difference);
  }
}

/** Reads what {@link BottleEncoder} wrote, in the same order. */
export class BottleDecoder {
  readonly #reader: ByteReader;
  readonly #tables: AnswersTables;
  readonly #name: string;
  readonly #texts: string[] = [];
  #moment = 0;

  constructor(reader: ByteReader, tables: AnswersTables, name: string) {
    this.#reader = reader;
    this.#tables = tables;
    this.#name = name;
  }

  text(): string {
    const number = this.#reader.number();
    if (number === this.#texts.length) this.#texts.push(requireText(this.#reader.text()));
    return textAt(this.#texts, number);
  }

  bottles(): AnsweredBottle[] {
    const releases = readList(this.#reader, () => {
      const release = this.#release();
      return readList(this.#reader, () => this.#bottle(release));
    });
    return releases.flat().toSorted(compareBottles);
  }

  /** Reads only what is needed to choose among the same bottles, in half the time and in no particular order. */
  latest(): LatestBottle[] {
    const reader = this.#reader;
    const bottles: LatestBottle[] = [];
    for (let releases = reader.count(); releases > 0; releases -= 1) {
      const { version, revision, rebuild, age, introduced, dropped, isUnsure, algorithm } =
        this.#release();
      for (let left = reader.count(); left > 0; left -= 1) {
        const bottleTag = textAt(this.#tables.bottleTags, reader.number());
        const position = reader.number();
        reader.number();
        reader.skip(CHECKSUM_BYTES[algorithm]);
        bottles.push({
          bottleTag,
          version,
          revision,
          rebuild,
          age,
          position,
          introduced,
          dropped,
          isUnsure,
        });
      }
    }
    return bottles;
  }

  #release(): Release {
    const reader = this.#reader;
    const flags = reader.byte();
    const [version, revision, rebuild] = [this.text(), reader.number(), reader.number()];
    const [age, introduced] = [reader.number(), this.#date()];
    const dropped = (flags & IS_DROPPED) === 0 ? undefined : this.#date();
    const droppedBy =
      (flags & HAS_DROPPED_BY) === 0
        ? undefined
        : { version: this.text(), revision: reader.number() };
    const rootUrl =
      (flags & HAS_ROOT_URL) === 0 ? undefined : textAt(this.#tables.rootUrls, reader.number());
    return {
      version,
      revision,
      rebuild,
      age,
      introduced,
      dropped,
      droppedBy,
      rootUrl,
      builtAs: (flags & HAS_OTHER_NAME) === 0 ? this.#name : requireName(reader.text()),
      otherVersions: (flags & HAS_OTHER_VERSIONS) === 0 ? [] : readList(reader, () => this.text()),
      algorithm: (flags & IS_SHA1) === 0 ? 'sha256' : 'sha1',
      isUnsure: (flags & IS_UNSURE) !== 0,
      isFromBeginning: (flags & IS_FROM_BEGINNING) !== 0,
    };
  }

  #bottle(release: Release): AnsweredBottle {
    const reader = this.#reader;
    const bottleTag = textAt(this.#tables.bottleTags, reader.number());
    const [position, cellar] = [reader.number(), reader.number()];
    // Written out: a spread takes three times as long, and there are 100,000 bottles.
    return {
      bottleTag,
      version: release.version,
      revision: release.revision,
      rebuild: release.rebuild,
      age: release.age,
      position,
      introduced: release.introduced,
      dropped: release.dropped,
      isUnsure: release.isUnsure,
      algorithm: release.algorithm,
      checksum: reader.hex(CHECKSUM_BYTES[release.algorithm]),
      cellar: cellar === 0 ? undefined : textAt(this.#tables.cellars, cellar - 1),
      rootUrl: release.rootUrl,
      builtAs: release.builtAs,
      otherVersions: release.otherVersions,
      droppedBy: release.droppedBy,
      isFromBeginning: release.isFromBeginning,
    };
  }

  #date(): string {
    const number = this.#reader.number();
    this.#moment += number % 2 === 0 ? number / 2 : -(number + 1) / 2;
    return momentOf(this.#moment);
  }
}

function groupByRelease(
  bottles: readonly AnsweredBottle[],
): readonly [AnsweredBottle, ...AnsweredBottle[]][] {
  const releases = new Map<string, [AnsweredBottle, ...AnsweredBottle[]]>();
  for (const bottle of bottles.toSorted(compareBottles)) {
    const key = keyOfRelease(bottle);
    const known = releases.get(key);
    if (known === undefined) releases.set(key, [bottle]);
    else known.push(bottle);
  }
  return [...releases.values()];
}

function keyOfRelease(release: Release): string {
  const { version, revision, rebuild, age, introduced, dropped, droppedBy, rootUrl } = release;
  const { builtAs, otherVersions, algorithm, isUnsure, isFromBeginning } = release;
  return JSON.stringify([
    [version, revision, rebuild, age, introduced, dropped, rootUrl],
    [droppedBy?.version, droppedBy?.revision, builtAs, otherVersions],
    [algorithm, isUnsure, isFromBeginning],
  ]);
}
