import type { AnsweredVersion } from '../../history/answers-file/answers.ts';
import type { HistorySource } from '../../history/answers/history-source.ts';
import type { AnswerSource } from './resolution.ts';

/** An opened history that can be asked for a bottle. */
export interface AskedHistory {
  readonly history: HistorySource;
  /** Where its answers say that they come from. */
  readonly source: AnswerSource;
  /** Set for a file that was made elsewhere: what it says may be wrong or old. */
  readonly file?: AnsweringFile | undefined;
}

/** A history that may be asked, but is not opened yet: reading it may be slow. */
export interface HistoryToAsk {
  /** Identifies it among those of its tap. */
  readonly description: string;
  open(): Promise<AskedHistory>;
}

/** A file that was made elsewhere. */
interface AnsweringFile {
  /** The date of the newest state that it knows, ISO 8601. */
  readonly head: string;
  /** Whether the user named it. A named file must be usable; if another is damaged, the next source is asked. */
  readonly isNamed: boolean;
  /** Returns the version of a formula's newest state, whatever bottles it has. */
  newest(formula: string): Promise<AnsweredVersion | undefined>;
}
