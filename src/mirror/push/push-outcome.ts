import type { Digest, Hex } from '../../core/digest.ts';
import type { BrewpullError } from '../../core/errors.ts';

/** One bottle of a bundle, and where it is to go. */
export interface PushFacts {
  readonly formula: string;
  readonly tap: string;
  readonly pkgVersion: string;
  readonly rebuild: number;
  readonly bottleTag: string;
  readonly sha256: Hex;
  readonly sizeBytes: number;
  /** In the registry that is pushed to; undefined for a bottle that came from no registry. */
  readonly repository: string | undefined;
  readonly reference: string | undefined;
}

/**
 * What is under the tag in the end: the index as Homebrew published it, one reduced to what the registry has (or one
 * that was there and has this bottle).
 */
export type IndexForm = 'published' | 'reduced' | 'kept';

/** A bottle that the registry has now. */
interface PushedBottle extends PushFacts {
  /** `present` when nothing of it had to be sent. */
  readonly status: 'pushed' | 'present';
  /** Bytes of the bottle that were sent. */
  readonly sentBytes: number;
  readonly index: IndexForm;
  readonly indexDigest: Digest;
}

/** A bottle that would be pushed. */
interface PlannedPush extends PushFacts {
  readonly status: 'planned';
  /** Whether the registry has the bottle's bytes. */
  readonly isThere: boolean;
}

/** A bottle that the registry did not get, or of which it did not get the index. */
interface FailedPush extends PushFacts {
  readonly status: 'failed';
  readonly error: BrewpullError;
}

/** What became of one bottle. */
export type PushOutcome = PushedBottle | PlannedPush | FailedPush;
