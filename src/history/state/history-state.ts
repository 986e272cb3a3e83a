import type { FormulaUnreadableError } from '../../core/errors.ts';
import type { BottleFacts } from './bottle-span.ts';
import type { Commit } from '../../core/commit.ts';
import type { BottleEntry } from './formula-state.ts';

/** What a formula was after one commit. */
export type HistoryState = {
  readonly commit: Commit;
  /** The path in the tap; for a deletion the path that went. */
  readonly path: string;
  /** The formula's name at that time: it differs from today's before a rename. */
  readonly name: string;
} & (
  | { readonly status: 'present'; readonly oid: string; readonly formula: BottleFacts }
  | { readonly status: 'deleted' }
  | {
      readonly status: 'unreadable';
      readonly oid: string;
      readonly error: FormulaUnreadableError;
      /** The bottles its text may offer; undefined when it may offer any. */
      readonly mentions: readonly BottleEntry[] | undefined;
    }
);

/** What a formula was after one commit, not read so far because nothing that was asked for is mentioned in its text. */
export interface PostponedState {
  readonly status: 'postponed';
  readonly commit: Commit;
  readonly path: string;
  readonly name: string;
  /** Every bottle its text may offer. */
  readonly mentions: readonly BottleEntry[];
  /** Reads it after all. */
  read(): Promise<HistoryState>;
}
