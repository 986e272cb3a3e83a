import type { Hex } from '../../../core/digest.ts';
import type { BrewpullError } from '../../../core/errors.ts';
import type { Medium } from './find-media.ts';

/** How far a join is. */
export interface JoinedMirror {
  /** Absolute, or as it was given. */
  readonly path: string;
  /** Of the set of media. */
  readonly id: Hex;
  /** `joined` when the mirror is whole now, `unchanged` when it was before, `incomplete` when more is needed. */
  readonly status: 'joined' | 'unchanged' | 'incomplete';
  /** How many media the set has. */
  readonly media: number;
  /** Numbers of the media of which something is still needed. */
  readonly missing: readonly number[];
  /** One for each medium at hand, by number. */
  readonly outcomes: readonly MediumOutcome[];
  /** Of the mirror. */
  readonly totalFiles: number;
  readonly totalBytes: number;
}

/** What was done with one medium. */
export interface MediumOutcome {
  readonly number: number;
  readonly path: string;
  /** `there` when nothing of it was needed, `damaged` when pieces of it cannot be used. */
  readonly status: 'copied' | 'there' | 'damaged';
  readonly copiedBytes: number;
  /** Why pieces cannot be used. */
  readonly faults: readonly BrewpullError[];
}

/** Gives what a {@link JoinedMirror} says of the whole set, as one of its media says it. */
export function summary(
  { contents }: Medium,
  path: string,
): Omit<JoinedMirror, 'status' | 'missing' | 'outcomes'> {
  const { id, media, totalFiles, totalBytes } = contents;
  return { path, id, media, totalFiles, totalBytes };
}
