import type { SourceOutput } from '../parts/history-output.ts';
import type { TargetOutput } from '../parts/target-output.ts';
import type { HistoryBottleOutput } from './history-output.ts';

/** What `history --explain` answers: why a target gets the bottle that it gets. */
export interface HistoryExplainOutput {
  /** The formula's name today; in a registry the name that was asked for. */
  readonly formula: string;
  /** Where it is from. */
  readonly tap: string;
  /** The system that was asked for. */
  readonly target: TargetOutput;
  /** What answered. */
  readonly source: SourceOutput;
  /** `all`: for every system; `older`: for an older macOS of the same architecture, which brew takes as well. */
  readonly match: 'exact' | 'all' | 'older';
  /** The bottle that the target gets. */
  readonly bottle: HistoryBottleOutput;
  readonly messages: CommitMessagesOutput;
}

/** What the commits say, as it is written there. */
export interface CommitMessagesOutput {
  /** Of the commit that brought the bottle; null where it is not at hand. */
  readonly introducedBy: string | null;
  /** Of the commit that dropped it; null where it is not at hand, and where none did. */
  readonly droppedBy: string | null;
}
