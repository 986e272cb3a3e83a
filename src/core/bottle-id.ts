import type { BottleName } from './bottle-name.ts';
import type { Hex } from './digest.ts';

/**
 * The identity of a bottle: its name when it was built, its tap, and its bytes. It does not change when the formula is renamed.
 */
export interface BottleId extends BottleName {
  /** As `user/name`; Homebrew's own is `homebrew/core`. */
  readonly tap: string;
  readonly sha256: Hex;
}

/** Picks the identity from anything that has one. */
export function bottleIdIn({
  formula,
  tap,
  pkgVersion,
  rebuild,
  bottleTag,
  sha256,
}: BottleId): BottleId {
  return { formula, tap, pkgVersion, rebuild, bottleTag, sha256 };
}
