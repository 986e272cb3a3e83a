import type { ErrorOutput } from '../parts/error-output.ts';

/** The output of `push`. */
export interface PushOutput {
  /** What was pushed. */
  readonly source: 'bundle' | 'mirror' | 'lock';
  /** The registry it was pushed to. */
  readonly registry: string;
  /** One per bottle. */
  readonly results: readonly PushResultOutput[];
}

/** What happened to one bottle, by its `status`. */
export type PushResultOutput = PushedBottleOutput | PlannedPushOutput | FailedPushOutput;

/** A bottle, and where it goes. */
export interface PushedFields {
  /** The name the bottle was built under. */
  readonly formula: string;
  readonly tap: string;
  /** The version with its revision: `9.0.1900_1`. */
  readonly pkgVersion: string;
  readonly rebuild: number;
  /** Its bottle tag. */
  readonly bottleTag: string;
  /** The bottle's sha256: 64 hexadecimal digits. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** In the registry that is pushed to; null for a bottle that did not come from a registry. */
  readonly repository: string | null;
  /** In the registry that is pushed to; null for a bottle that did not come from a registry. */
  readonly reference: string | null;
}

/** A bottle that the registry has now. */
export interface PushedBottleOutput extends PushedFields {
  /** `present` if nothing had to be sent. */
  readonly status: 'pushed' | 'present';
  /** The bytes of the bottle that were sent. */
  readonly sentBytes: number;
  /** The index under the reference: as published, reduced to what the registry has, or the one that was already there. */
  readonly index: 'published' | 'reduced' | 'kept';
  readonly indexDigest: string;
  /** `rebuilt` if the source had none; null if the registry already had it. */
  readonly manifest: 'published' | 'rebuilt' | null;
  /** What else was pushed that refers to the manifest. */
  readonly referrers: readonly ReferrerOutput[];
}

/** A bottle that would be pushed. */
export interface PlannedPushOutput extends PushedFields {
  readonly status: 'planned';
  /** Whether the registry already has the bottle's content. */
  readonly isThere: boolean;
}

/** A bottle that the registry did not get, or whose index it did not get. */
export interface FailedPushOutput extends PushedFields {
  readonly status: 'failed';
  readonly error: ErrorOutput;
}

/** What happened to a file that says something about a bottle: attestations, a bill of materials. */
export type ReferrerOutput =
  | { readonly artifactType: string; readonly status: 'pushed'; readonly digest: string }
  | { readonly artifactType: string; readonly status: 'failed'; readonly error: ErrorOutput };
