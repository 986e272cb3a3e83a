import type { BottleId } from '../../core/bottle-id.ts';
import type { Hex } from '../../core/digest.ts';

/** A bottle that a bundle, a lock or a mirror has or names. */
export interface Holding {
  readonly bottle: BottleId;
  readonly sizeBytes: number;
}

/** Homebrew itself, as in a bundle or a lock. */
export interface HeldBrew {
  readonly tag: string;
  /** The git tree oid of its files. */
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

/** Something that is needed but missing. */
export interface MissingHere {
  /** The formula's name from `keyOf`. */
  readonly formula: string;
  readonly neededBy: readonly string[];
}

/** What a stock has for one kind of machine. */
export interface StockTarget {
  readonly bottleTag: string;
  readonly holdings: readonly Holding[];
  readonly brew: HeldBrew | undefined;
  readonly missing: readonly MissingHere[];
}

/** What a bundle, a lock or a mirror says about itself, in a form common to all three. */
export interface Stock {
  /** The path as the user named it. */
  readonly path: string;
  readonly kind: 'bundle' | 'lock' | 'mirror';
  readonly targets: readonly StockTarget[];
  /** Every file that it has or names, including what no target gets any more. */
  readonly files: ReadonlySet<Hex>;
  /** For an update bundle: how many of its bottles are only in the bundle that it updates. */
  readonly leftOut: number;
}
