import { join } from 'node:path';

import { isHex, type Hex } from '../../../core/digest.ts';
import { InvalidFileError } from '../../../core/errors.ts';
import { readRegularFile } from '../../../store/read/read-regular-file.ts';
import { codeOf, explainStoreFailure } from '../../../store/store-failure.ts';
import { SUMS_FILE } from './tree-layout.ts';
import { comparePaths, treePathFault } from './tree-path.ts';

/** For a million files it has about 200 MB. */
const LARGEST = 500 * 1024 * 1024;
const HEX_LENGTH = 64;
const LINE = /[0-9a-f]{64} {2}([^\n]+)\n/y;

/** The sums of a mirror by path. There may be 100,000 lines, so each is kept as an offset into the text. */
export class TreeSums {
  readonly #text: string;
  readonly #places: ReadonlyMap<string, number>;

  private constructor(text: string, places: ReadonlyMap<string, number>) {
    this.#text = text;
    this.#places = places;
  }

  /** Parses a `SHA256SUMS`; `what` names the mirror. Throws an {@link InvalidFileError} that names the bad line. */
  static parse(bytes: Uint8Array, what: string): TreeSums {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    const places = new Map<string, number>();
    let at = 0;
    while (at < text.length) {
      LINE.lastIndex = at;
      const path = LINE.exec(text)?.[1];
      if (path === undefined || treePathFault(path) !== undefined || places.has(path)) {
        throw new InvalidFileError(
          `line ${places.size + 1} of ${SUMS_FILE} of ${what} is not the sum of a file`,
          { hint: 'Run the same brewpull mirror again, which writes it.' },
        );
      }
      places.set(path, at);
      at = LINE.lastIndex;
    }
    return new TreeSums(text, places);
  }

  /** Returns the sum of a file; undefined if it is not listed. */
  get(path: string): Hex | undefined {
    const place = this.#places.get(path);
    if (place === undefined) return undefined;
    const hex = this.#text.slice(place, place + HEX_LENGTH);
    return isHex(hex) ? hex : undefined;
  }

  /** Reports whether a file is listed. */
  has(path: string): boolean {
    return this.#places.has(path);
  }

  /** Lists the paths in file order. */
  keys(): Iterable<string> {
    return this.#places.keys();
  }
}

/** Reads the sums of a mirror's files; undefined if there are none. Throws {@link InvalidFileError}, `StoreError`. */
export async function readTreeSums(directory: string): Promise<TreeSums | undefined> {
  const path = join(directory, SUMS_FILE);
  try {
    return TreeSums.parse(await readRegularFile(path, LARGEST), directory);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw explainStoreFailure('read', path, error);
  }
}

/** Returns the sums of a mirror that has none. */
export function noTreeSums(): TreeSums {
  return TreeSums.parse(new Uint8Array(), 'nothing');
}

/** Sums by path, from a run or a file. */
export type SumsByPath = Pick<TreeSums, 'get' | 'has' | 'keys'>;

/** Writes sums in the format of `sha256sum -c`, sorted by path. */
export function* formatTreeSums(sums: SumsByPath): Generator<string> {
  for (const path of [...sums.keys()].toSorted(comparePaths)) {
    yield `${sums.get(path) ?? ''}  ${path}\n`;
  }
}
