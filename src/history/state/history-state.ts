import type { BottleState } from './bottle-span.ts';
import type { Commit } from '../../core/commit.ts';
import type { BottleEntry } from './formula-state.ts';

/** What a formula was after one commit, with all that git says of the commit. */
export type HistoryState = BottleState & {
  readonly commit: Commit;
  /** Of the formula file; undefined when it was deleted. */
  readonly oid?: string | undefined;
};

/** What a formula was after one commit, not read so far because nothing that was asked for is mentioned in its text. */
export interface PostponedState extends Pick<HistoryState, 'commit' | 'path' | 'name'> {
  readonly status: 'postponed';
  /** Every bottle its text may offer. */
  readonly mentions: readonly BottleEntry[];
  /** Reads it after all. */
  read(): Promise<HistoryState>;
}
