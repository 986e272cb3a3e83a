import type { Hex } from '../../../core/digest.ts';
import type { BrewpullError } from '../../../core/errors.ts';
import type { Medium } from './find-media.ts';

/** The state of a join. */
export interface JoinedMirror {
  /** The path, absolute or as given. */
  readonly path: string;
  /** The id of the set of media. */
  readonly id: Hex;
  /** `joined` if the mirror is whole now, `unchanged` if it already was, `incomplete` if media are still needed. */
  readonly status: 'joined' | 'unchanged' | 'incomplete';
  /** How many media the set has. */
  readonly media: number;
  /** The numbers of the media that are still needed. */
  readonly missing: readonly number[];
  /** One for each available medium, by number. */
  readonly outcomes: readonly MediumOutcome[];
  /** The number of files in the mirror. */
  readonly totalFiles: number;
  readonly totalBytes: number;
}

/** What was done with one medium. */
export interface MediumOutcome {
  readonly number: number;
  readonly path: string;
  /** `there` if nothing on it was needed, `damaged` if some of its pieces cannot be used. */
  readonly status: 'copied' | 'there' | 'damaged';
  readonly copiedBytes: number;
  /** Why pieces cannot be used. */
  readonly faults: readonly BrewpullError[];
}

/** Returns the fields of a {@link JoinedMirror} about the whole set, from one of its media. */
export function summary(
  { contents }: Medium,
  path: string,
): Omit<JoinedMirror, 'status' | 'missing' | 'outcomes'> {
  const { id, media, totalFiles, totalBytes } = contents;
  return { path, id, media, totalFiles, totalBytes };
}
