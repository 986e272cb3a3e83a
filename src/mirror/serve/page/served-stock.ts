import type { Hex } from '../../../core/digest.ts';

/** What a server has, as its page shows it to a person. */
export interface ServedStock {
  readonly kind: 'bundle' | 'mirror';
  readonly bottles: number;
  readonly targets: readonly StockTarget[];
  /** Single files to look at or to download. */
  readonly files: readonly StockFile[];
  /** The whole bundle as one file; undefined for a mirror. */
  readonly archive: StockArchive | undefined;
  /** Of `SHA256SUMS`, which lists every other file. */
  readonly sumsSha256: Hex;
  /** The file with a list of all bottles; undefined where the page itself lists all. */
  readonly listPath: string | undefined;
}

/** What is there for one kind of machine. */
export interface StockTarget {
  readonly bottleTag: string;
  readonly system: 'macos' | 'linux';
  /** The release as `sw_vers` begins: `11`, `10.15`; null on Linux. */
  readonly macos: string | null;
  readonly arch: 'x86_64' | 'arm64';
  /** For a person. */
  readonly label: string;
  readonly count: number;
  /** Of all its bottles. */
  readonly sizeBytes: number;
  /** Those that are listed: all, or as many as a page takes. What was asked for comes first. */
  readonly bottles: readonly StockBottle[];
  readonly hasCoreTap: boolean;
  /** The release of Homebrew itself that is there; undefined for none. */
  readonly brew: string | undefined;
  /** What is needed and not there, each with why or for whom. */
  readonly missing: readonly string[];
  /** How many more bottles are in the bundle that this one updates. */
  readonly leftOut: number;
}

/** One bottle. */
export interface StockBottle {
  /** As brew writes it. */
  readonly formula: string;
  /** With the rebuild, where there is one. */
  readonly version: string;
  readonly isRequested: boolean;
  /** As brew calls the file. */
  readonly name: string;
  readonly file: StockFile;
}

/** A file under its path on the server, without the first `/`. */
export interface StockFile {
  readonly path: string;
  /** Null where it is not at hand without looking at the file. */
  readonly sizeBytes: number | null;
  readonly sha256: Hex;
}

/** The tar of a bundle. */
export interface StockArchive {
  readonly path: string;
  readonly sizeBytes: number;
  /** The folder that is in it. */
  readonly folder: string;
  /** Names of the signatures of `SHA256SUMS` in it. */
  readonly signatures: readonly string[];
  /** Of `SHA256SUMS` of the bundle that it updates; undefined for a whole bundle. */
  readonly updateOf: Hex | undefined;
}

/** Puts what was asked for first, and each by name. */
export function inOrder(bottles: readonly StockBottle[]): readonly StockBottle[] {
  return bottles.toSorted(
    (a, b) =>
      Number(b.isRequested) - Number(a.isRequested) ||
      (a.formula < b.formula ? -1 : Number(a.formula > b.formula)),
  );
}
