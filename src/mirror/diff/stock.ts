import type { BottleId } from '../../core/bottle-id.ts';
import type { Hex } from '../../core/digest.ts';

/** A bottle that a bundle, a lock or a mirror has, or names. */
export interface Holding {
  readonly bottle: BottleId;
  readonly sizeBytes: number;
}

/** Homebrew itself, as a bundle or a lock has it. */
export interface HeldBrew {
  readonly tag: string;
  /** The git object id of its files. */
  readonly tree: string;
  readonly ruby: string;
  /** The archive of its source and that of its Ruby. */
  readonly files: readonly HeldFile[];
}

/** A file that has to travel. */
export interface HeldFile {
  readonly sha256: Hex;
  readonly sizeBytes: number;
}

/** Something needed that is not there. */
export interface MissingHere {
  /** As `keyOf` names it. */
  readonly formula: string;
  readonly neededBy: readonly string[];
}

/** What is there for one kind of machine. */
export interface StockTarget {
  readonly bottleTag: string;
  readonly holdings: readonly Holding[];
  readonly brew: HeldBrew | undefined;
  readonly missing: readonly MissingHere[];
}

/** What a bundle, a lock or a mirror says of itself, in the words that all three share. */
export interface Stock {
  /** As it was named. */
  readonly path: string;
  readonly kind: 'bundle' | 'lock' | 'mirror';
  readonly targets: readonly StockTarget[];
  /** Every file that is there or named, also what no target gets any more. */
  readonly files: ReadonlySet<Hex>;
  /** Of an update bundle: how many of its bottles are only in the bundle that it updates. */
  readonly leftOut: number;
}
