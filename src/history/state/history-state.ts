import type { BottleState } from './bottle-span.ts';
import type { Commit } from '../../core/commit.ts';
import type { BottleEntry } from './formula-state.ts';

/** The state of a formula after one commit, with everything git says about the commit. */
export type HistoryState = BottleState & {
  readonly commit: Commit;
  /** The oid of the formula file; undefined if it was deleted. */
  readonly oid?: string | undefined;
};

/** The state of a formula after one commit, not read yet because its text mentions nothing that was asked for. */
export interface PostponedState extends Pick<HistoryState, 'commit' | 'path' | 'name'> {
  readonly status: 'postponed';
  /** Every bottle its text may offer. */
  readonly mentions: readonly BottleEntry[];
  /** Reads it after all. */
  read(): Promise<HistoryState>;
}
