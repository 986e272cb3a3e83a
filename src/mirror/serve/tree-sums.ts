import { isHex, type Hex } from '../../core/digest.ts';
import { InvalidFileError } from '../../core/errors.ts';

const HEX_LENGTH = 64;
/** A sum and a path; `:` is in digests. */
const LINE = /[0-9a-f]{64} {2}([\w@+:.,~/-]+)\n/y;

/** The sums of a mirror by path. It may have 100,000 lines, so that each is kept as a place in the text. */
export class TreeSums {
  readonly #text: string;
  readonly #places: ReadonlyMap<string, number>;

  private constructor(text: string, places: ReadonlyMap<string, number>) {
    this.#text = text;
    this.#places = places;
  }

  /** Parses a `SHA256SUMS`; `what` names the mirror. Throws {@link InvalidFileError} that names the line. */
  static parse(bytes: Uint8Array, what: string): TreeSums {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    const places = new Map<string, number>();
    let at = 0;
    while (at < text.length) {
      LINE.lastIndex = at;
      const path = LINE.exec(text)?.[1];
      if (path === undefined || !isPlain(path) || places.has(path)) {
        throw new InvalidFileError(
          `line ${places.size + 1} of SHA256SUMS of ${what} is no sum of a file`,
          { hint: 'Run brewpull mirror again; it writes the sums again.' },
        );
      }
      places.set(path, at);
      at = LINE.lastIndex;
    }
    return new TreeSums(text, places);
  }

  /** Gives the sum of a file; undefined for one that is not listed. */
  get(path: string): Hex | undefined {
    const place = this.#places.get(path);
    if (place === undefined) return undefined;
    const hex = this.#text.slice(place, place + HEX_LENGTH);
    return isHex(hex) ? hex : undefined;
  }

  /** Tells whether the file is listed. */
  has(path: string): boolean {
    return this.#places.has(path);
  }
}

/** Tells whether no part of a path is empty, hidden or leads up: `.brewpull` is the folder of a run that has not ended. */
function isPlain(path: string): boolean {
  return !/(?:^|\/)(?:[./]|$)/.test(path);
}
