import { ByteWriter } from '../file/bytes.ts';
import type { EncodedBottle } from '../file/path-change.ts';
import { readPlainSetting } from './plain-bottle.ts';

const [COLON, COMMA, LINE_FEED, QUOTE, SLASH, SPACE] = Buffer.from(':,\n"/ ');
const END = Buffer.from('  end\n');
const SHA256 = Buffer.from('    sha256 ');
const CELLAR = Buffer.from('cellar:');
const ROCKET = Buffer.from(' => :');
const ANY = Buffer.from('any');
const ANY_SKIP_RELOCATION = Buffer.from('any_skip_relocation');
/** The characters of names by their codes, and those of folders. */
const IN_WORD = Uint8Array.from({ length: 256 }, (_, code) => isOne(/\w/, code));
const IN_PATH = Uint8Array.from({ length: 256 }, (_, code) => isOne(/[\w./+-]/, code));
const SHA256_DIGITS = 64;

const [ENTRIES, LAYOUT, SUMS] = [new ByteWriter(), new ByteWriter(), new ByteWriter()];

/**
 * Reads a bottle block, from below its `do` to below its `end`, straight into the bytes that an atlas keeps: what
 * `ContentEncoder` makes of what `readPlainBottle` reads, without a text or an object in between. Undefined when the block has
 * not the commonest form. What it gives is valid until the next call.
 */
export function encodePlainBottle(
  text: Buffer,
  start: number,
  end: number,
): EncodedBottle | undefined {
  return new BlockScanner(text, start, end).encode();
}

/** A part of the text. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** One block, being read from its first line to its last. */
class BlockScanner {
  readonly #text: Buffer;
  readonly #end: number;
  #at: number;
  readonly #tags: Span[] = [];
  #rebuild: number | undefined;
  #rootUrl: string | undefined;
  #cellar: string | undefined;

  constructor(text: Buffer, start: number, end: number) {
    this.#text = text;
    this.#at = start;
    this.#end = end;
  }

  encode(): EncodedBottle | undefined {
    ENTRIES.take();
    SUMS.take();
    while (!this.#skip(END)) {
      if (!(this.#skip(SHA256) ? this.#takeEntry() : this.#takeSetting())) return undefined;
    }
    if (this.#at !== this.#end) return undefined;
    if (this.#tags.length === 0) SUMS.number(this.#rebuild ?? 0);
    LAYOUT.take();
    LAYOUT.optional(this.#rootUrl);
    LAYOUT.number(this.#tags.length);
    LAYOUT.bytes(ENTRIES.take());
    return { layout: LAYOUT.take(), sums: SUMS.take() };
  }

  /** Takes a line that says something of all bottles, which must stand above them. */
  #takeSetting(): boolean {
    const next = this.#text.indexOf('\n', this.#at);
    if (next === -1 || next >= this.#end || this.#tags.length > 0) return false;
    const setting = readPlainSetting(this.#text.toString('latin1', this.#at, next));
    this.#at = next + 1;
    if (setting?.rebuild !== undefined && this.#rebuild === undefined) {
      this.#rebuild = setting.rebuild;
    } else if (setting?.rootUrl !== undefined && this.#rootUrl === undefined) {
      this.#rootUrl = setting.rootUrl;
    } else if (setting?.cellar !== undefined && this.#cellar === undefined) {
      this.#cellar = setting.cellar;
    } else {
      return false;
    }
    return true;
  }

  /** Takes what stands after `sha256` in one of its two forms. */
  #takeEntry(): boolean {
    if (this.#tags.length === 0) SUMS.number(this.#rebuild ?? 0);
    while (this.#is(SPACE));
    if (this.#text[this.#at] === QUOTE) {
      return (
        this.#takeSum() && this.#skip(ROCKET) && this.#takeTag(undefined) && this.#is(LINE_FEED)
      );
    }
    let place: Span | undefined;
    if (this.#skip(CELLAR)) {
      place = this.#skipSpaces() ? this.#takePlace() : undefined;
      if (place === undefined || !this.#is(COMMA) || !this.#skipSpaces()) return false;
    }
    return (
      this.#takeTag(place) &&
      this.#is(COLON) &&
      this.#skipSpaces() &&
      this.#takeSum() &&
      this.#is(LINE_FEED)
    );
  }

  /** Takes a tag, and writes what the layout says of its bottle. */
  #takeTag(place: Span | undefined): boolean {
    const tag = this.#takeAll(IN_WORD);
    const first = this.#text[tag.start] ?? 0;
    if (tag.start === tag.end || first < 0x61 || first > 0x7a) return false;
    if (this.#tags.some((known) => this.#isAlike(known, tag))) return false;
    this.#tags.push(tag);
    ENTRIES.textIn(this.#text, tag.start, tag.end);
    ENTRIES.byte(0);
    if (place === undefined) {
      ENTRIES.optional(this.#cellar);
    } else {
      ENTRIES.byte(1);
      ENTRIES.textIn(this.#text, place.start, place.end);
    }
    return true;
  }

  /** Takes `:any` or a folder in quotes. */
  #takePlace(): Span | undefined {
    if (this.#is(COLON)) {
      const start = this.#at;
      const isKnown = this.#skip(ANY_SKIP_RELOCATION) || this.#skip(ANY);
      return isKnown ? { start, end: this.#at } : undefined;
    }
    if (!this.#is(QUOTE) || this.#text[this.#at] !== SLASH) return undefined;
    const path = this.#takeAll(IN_PATH);
    return path.end - path.start > 1 && this.#is(QUOTE) ? path : undefined;
  }

  #takeSum(): boolean {
    if (!this.#is(QUOTE)) return false;
    const start = this.#at;
    this.#at += SHA256_DIGITS;
    return this.#at < this.#end && SUMS.checksumIn(this.#text, start, this.#at) && this.#is(QUOTE);
  }

  #takeAll(characters: Uint8Array): Span {
    const start = this.#at;
    while (this.#at < this.#end && characters[this.#text[this.#at] ?? 0] === 1) this.#at += 1;
    return { start, end: this.#at };
  }

  #isAlike(one: Span, other: Span): boolean {
    const length = one.end - one.start;
    if (length !== other.end - other.start) return false;
    for (let index = 0; index < length; index += 1) {
      if (this.#text[one.start + index] !== this.#text[other.start + index]) return false;
    }
    return true;
  }

  #is(code: number | undefined): boolean {
    if (this.#at >= this.#end || this.#text[this.#at] !== code) return false;
    this.#at += 1;
    return true;
  }

  /** Skips one space or more. */
  #skipSpaces(): boolean {
    if (!this.#is(SPACE)) return false;
    while (this.#is(SPACE));
    return true;
  }

  #skip(bytes: Buffer): boolean {
    if (this.#at + bytes.length > this.#end) return false;
    for (let index = 0; index < bytes.length; index += 1) {
      if (this.#text[this.#at + index] !== bytes[index]) return false;
    }
    this.#at += bytes.length;
    return true;
  }
}

function isOne(pattern: RegExp, code: number): number {
  return pattern.test(String.fromCharCode(code)) ? 1 : 0;
}
