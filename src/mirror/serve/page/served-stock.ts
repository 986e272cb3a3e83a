import type { Hex } from '../../../core/digest.ts';

/** What a server has, as its page shows it. */
export interface ServedStock {
  readonly kind: 'bundle' | 'mirror';
  readonly bottles: number;
  readonly targets: readonly StockTarget[];
  /** Single files to view or download. */
  readonly files: readonly StockFile[];
  /** The whole bundle as one file; undefined for a mirror. */
  readonly archive: StockArchive | undefined;
  /** The sha256 of `SHA256SUMS`, which lists every other file. */
  readonly sumsSha256: Hex;
  /** The file with a list of all bottles; undefined if the page itself lists all. */
  readonly listPath: string | undefined;
}

/** What is served for one kind of machine. */
export interface StockTarget {
  readonly bottleTag: string;
  readonly system: 'macos' | 'linux';
  /** The start of the version from `sw_vers`: `11`, `10.15`; null on Linux. */
  readonly macos: string | null;
  readonly arch: 'x86_64' | 'arm64';
  /** The target in words. */
  readonly label: string;
  readonly count: number;
  /** The size of all its bottles. */
  readonly sizeBytes: number;
  /** The bottles that are listed: all, or as many as fit the page. What was asked for comes first. */
  readonly bottles: readonly StockBottle[];
  readonly hasCoreTap: boolean;
  /** The release of Homebrew itself that is served; undefined if there is none. */
  readonly brew: string | undefined;
  /** What is needed but missing, each with the reason or what needs it. */
  readonly missing: readonly string[];
  /** How many more bottles are in the bundle that this one updates. */
  readonly leftOut: number;
}

/** One bottle. */
export interface StockBottle {
  /** The formula as brew writes it. */
  readonly formula: string;
  /** The version, with the rebuild if there is one. */
  readonly version: string;
  readonly isRequested: boolean;
  /** The file name that brew uses. */
  readonly name: string;
  readonly file: StockFile;
}

/** A file, by its path on the server without the leading `/`. */
export interface StockFile {
  readonly path: string;
  /** Null if the file would have to be read to know it. */
  readonly sizeBytes: number | null;
  readonly sha256: Hex;
}

/** The tar of a bundle. */
export interface StockArchive {
  readonly path: string;
  readonly sizeBytes: number;
  /** The folder inside it. */
  readonly folder: string;
  /** The names of the signatures of `SHA256SUMS` in it. */
  readonly signatures: readonly string[];
  /** The sha256 of `SHA256SUMS` in the bundle that it updates; undefined for a whole bundle. */
  readonly updateOf: Hex | undefined;
}

/** Sorts bottles: first what was asked for, then by name. */
export function inOrder(bottles: readonly StockBottle[]): readonly StockBottle[] {
  return bottles.toSorted(
    (a, b) =>
      Number(b.isRequested) - Number(a.isRequested) ||
      (a.formula < b.formula ? -1 : Number(a.formula > b.formula)),
  );
}
