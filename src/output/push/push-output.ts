import type { ErrorOutput } from '../parts/error-output.ts';

/** What `push` answers. */
export interface PushOutput {
  /** What was pushed. */
  readonly source: 'bundle' | 'mirror' | 'lock';
  /** Where to. */
  readonly registry: string;
  /** One for each bottle. */
  readonly results: readonly PushResultOutput[];
}

/** What became of one bottle, by its `status`. */
export type PushResultOutput = PushedBottleOutput | PlannedPushOutput | FailedPushOutput;

/** A bottle, and where it goes. */
export interface PushedFields {
  /** The name that the bottle was built under. */
  readonly formula: string;
  readonly tap: string;
  /** Version and revision: `9.0.1900_1`. */
  readonly pkgVersion: string;
  readonly rebuild: number;
  /** Of the bottle. */
  readonly bottleTag: string;
  /** Of the bottle: 64 hexadecimal digits. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** In the registry that is pushed to; null for a bottle that came from no registry. */
  readonly repository: string | null;
  /** In the registry that is pushed to; null for a bottle that came from no registry. */
  readonly reference: string | null;
}

/** A bottle that the registry has now. */
export interface PushedBottleOutput extends PushedFields {
  /** `present` where nothing of it had to be sent. */
  readonly status: 'pushed' | 'present';
  /** Of the bottle. */
  readonly sentBytes: number;
  /** What is under the reference: the index as published, one reduced to what the registry has, or the one that was there. */
  readonly index: 'published' | 'reduced' | 'kept';
  readonly indexDigest: string;
  /** `rebuilt` where the source had none; null where the registry had it already. */
  readonly manifest: 'published' | 'rebuilt' | null;
  /** What was pushed besides, that refers to the manifest. */
  readonly referrers: readonly ReferrerOutput[];
}

/** A bottle that would be pushed. */
export interface PlannedPushOutput extends PushedFields {
  readonly status: 'planned';
  /** Whether the registry has the bottle's content. */
  readonly isThere: boolean;
}

/** A bottle that the registry did not get, or of which it did not get the index. */
export interface FailedPushOutput extends PushedFields {
  readonly status: 'failed';
  readonly error: ErrorOutput;
}

/** What became of a file that says something about a bottle: attestations, a bill of materials. */
export type ReferrerOutput =
  | { readonly artifactType: string; readonly status: 'pushed'; readonly digest: string }
  | { readonly artifactType: string; readonly status: 'failed'; readonly error: ErrorOutput };
