import type { SkippedOutput } from '../parts/error-output.ts';
import type { TargetOutput } from '../parts/target-output.ts';

/** The output of `lock`. */
export interface LockOutput {
  /** `planned`: it would be written without `--dry-run`. */
  readonly status: 'written' | 'unchanged' | 'planned';
  /** The path of the lock. */
  readonly path: string;
  /** Sorted by bottle tag, then by name. */
  readonly changes: readonly LockChangeOutput[];
  /** The Brewfile entries that were skipped. */
  readonly skipped: readonly SkippedOutput[];
}

/** What a lock has for one formula or for Homebrew itself, before and after. */
export interface LockChangeOutput {
  readonly target: TargetOutput;
  /** The name in the lock; `user/tap/name` for a tap other than homebrew/core. `Homebrew/brew` is Homebrew itself. */
  readonly formula: string;
  /** Null if the lock had nothing. */
  readonly before: LockStateOutput | null;
  /** Null if the lock has nothing now. */
  readonly after: LockStateOutput | null;
}

/** An entry of a lock, by its `kind`. */
export type LockStateOutput = LockedBottleOutput | LockedBrewOutput;

/** A bottle in a lock. */
export interface LockedBottleOutput {
  readonly kind: 'bottle';
  readonly pkgVersion: string;
  /** The bottle's rebuild number. */
  readonly rebuild: number;
  /** The bottle's sha256. */
  readonly sha256: string;
  /** Whether it was asked for, rather than just needed by another. */
  readonly isRequested: boolean;
}

/** A release of Homebrew in a lock. */
export interface LockedBrewOutput {
  readonly kind: 'brew';
  /** The tag of the release: `4.6.10`. */
  readonly tag: string;
  /** The git tree oid of all its files. */
  readonly tree: string;
  /** The Portable Ruby that it runs on; `sha256` is that of its bottle. */
  readonly ruby: { readonly version: string; readonly sha256: string };
}
