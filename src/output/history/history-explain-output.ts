import type { SourceOutput } from '../parts/history-output.ts';
import type { TargetOutput } from '../parts/target-output.ts';
import type { HistoryBottleOutput } from './history-output.ts';

/** The output of `history --explain`: why a target gets the bottle it gets. */
export interface HistoryExplainOutput {
  /** The formula's name today, or, from a registry, the name that was asked for. */
  readonly formula: string;
  /** The formula's tap. */
  readonly tap: string;
  /** The system that was asked for. */
  readonly target: TargetOutput;
  /** Where the answer came from. */
  readonly source: SourceOutput;
  /** `all`: built for every system; `older`: for an older macOS on the same architecture, which brew accepts too. */
  readonly match: 'exact' | 'all' | 'older';
  /** The bottle that the target gets. */
  readonly bottle: HistoryBottleOutput;
  readonly messages: CommitMessagesOutput;
}

/** The messages of the commits, verbatim. */
export interface CommitMessagesOutput {
  /** The message of the commit that introduced the bottle; null if it is not available. */
  readonly introducedBy: string | null;
  /** The message of the commit that dropped it; null if it is not available or no commit did. */
  readonly droppedBy: string | null;
}
