import type { BottleId } from '../../core/bottle-id.ts';
import type { Digest } from '../../core/digest.ts';
import type { BrewpullError } from '../../core/errors.ts';
import type { PushedReferrer } from './push-referrers.ts';

/** One bottle of a source, and where it is to go. */
export interface PushFacts extends BottleId {
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
  /** Whether the manifest is as the source had it, or was made again; undefined where the registry had it. */
  readonly manifest: 'published' | 'rebuilt' | undefined;
  /** What was pushed besides, that refers to the manifest; nothing where the manifest was there. */
  readonly referrers: readonly PushedReferrer[];
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
