import type { BottleId } from '../../core/bottle-id.ts';
import type { Digest } from '../../core/digest.ts';
import type { BrewpullError } from '../../core/errors.ts';
import type { PushedReferrer } from './push-referrers.ts';

/** One bottle of a source, and where it goes. */
export interface PushFacts extends BottleId {
  readonly sizeBytes: number;
  /** In the registry that is pushed to; undefined for a bottle that did not come from a registry. */
  readonly repository: string | undefined;
  readonly reference: string | undefined;
}

/**
 * The index under the reference in the end: as Homebrew published it, reduced to what the registry has, or the one that was
 * already there and has this bottle.
 */
export type IndexForm = 'published' | 'reduced' | 'kept';

/** A bottle that the registry has now. */
interface PushedBottle extends PushFacts {
  /** `present` if nothing had to be sent. */
  readonly status: 'pushed' | 'present';
  /** Bytes of the bottle that were sent. */
  readonly sentBytes: number;
  readonly index: IndexForm;
  readonly indexDigest: Digest;
  /** Whether the manifest is the source's or was rebuilt; undefined if the registry already had it. */
  readonly manifest: 'published' | 'rebuilt' | undefined;
  /** What else was pushed that refers to the manifest; empty if the manifest was already there. */
  readonly referrers: readonly PushedReferrer[];
}

/** A bottle that would be pushed. */
interface PlannedPush extends PushFacts {
  readonly status: 'planned';
  /** Whether the registry has the bottle's bytes. */
  readonly isThere: boolean;
}

/** A bottle that the registry did not get, or whose index it did not get. */
interface FailedPush extends PushFacts {
  readonly status: 'failed';
  readonly error: BrewpullError;
}

/** The outcome for one bottle. */
export type PushOutcome = PushedBottle | PlannedPush | FailedPush;
