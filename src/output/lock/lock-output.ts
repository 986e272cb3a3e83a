import type { SkippedOutput } from '../parts/error-output.ts';
import type { TargetOutput } from '../parts/target-output.ts';

/** What `lock` answers. */
export interface LockOutput {
  /** `planned`: it would be written, without `--dry-run`. */
  readonly status: 'written' | 'unchanged' | 'planned';
  /** Of the lock. */
  readonly path: string;
  /** In the order of bottle tags, and of names. */
  readonly changes: readonly LockChangeOutput[];
  /** Entries of Brewfiles that are not asked for. */
  readonly skipped: readonly SkippedOutput[];
}

/** What a lock has of one formula, or of Homebrew itself, before and after. */
export interface LockChangeOutput {
  readonly target: TargetOutput;
  /** The name in the lock; of another tap than homebrew/core `user/tap/name`. `Homebrew/brew` is Homebrew itself. */
  readonly formula: string;
  /** Null where the lock had nothing. */
  readonly before: LockStateOutput | null;
  /** Null where the lock has nothing now. */
  readonly after: LockStateOutput | null;
}

/** What a lock has, by its `kind`. */
export type LockStateOutput = LockedBottleOutput | LockedBrewOutput;

/** A bottle in a lock. */
export interface LockedBottleOutput {
  readonly kind: 'bottle';
  readonly pkgVersion: string;
  /** Of the bottle. */
  readonly rebuild: number;
  /** Of the bottle. */
  readonly sha256: string;
  /** Asked for, not only needed. */
  readonly isRequested: boolean;
}

/** A Homebrew in a lock. */
export interface LockedBrewOutput {
  readonly kind: 'brew';
  /** Of the release: `4.6.10`. */
  readonly tag: string;
  /** The git object id of all its files. */
  readonly tree: string;
  /** The Portable Ruby that it runs on; `sha256` is that of its bottle. */
  readonly ruby: { readonly version: string; readonly sha256: string };
}
