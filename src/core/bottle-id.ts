import type { BottleName } from './bottle-name.ts';
import type { Hex } from './digest.ts';

/** Which bottle: what it was called when it was built, whose it is, and its bytes. It stays when the formula is renamed. */
export interface BottleId extends BottleName {
  /** As `user/name`; Homebrew's own is `homebrew/core`. */
  readonly tap: string;
  readonly sha256: Hex;
}

/** Gives the identity alone, of anything that has one. */
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
