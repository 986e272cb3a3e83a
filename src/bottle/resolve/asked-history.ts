import type { AnsweredVersion } from '../../history/answers-file/answers.ts';
import type { HistorySource } from '../../history/answers/history-source.ts';
import type { AnswerSource } from './resolution.ts';

/** A history that is asked which bottle it is. */
export interface AskedHistory {
  readonly history: HistorySource;
  /** What its answers say of where they come from. */
  readonly source: AnswerSource;
  /** Set for a file that was made elsewhere: what it says may be wrong or old. */
  readonly file?: AnsweringFile | undefined;
}

/** A history that may be asked, not opened yet: reading it may cost much. */
export interface HistoryToAsk {
  /** Names it among those of its tap. */
  readonly description: string;
  open(): Promise<AskedHistory>;
}

/** A file that was made elsewhere. */
interface AnsweringFile {
  /** The date of the newest state it knows, ISO 8601. */
  readonly head: string;
  /** A named one must be usable; where another is damaged, the next source is asked. */
  readonly isNamed: boolean;
  /** The version of a formula's newest state, whatever its bottles. */
  newest(formula: string): Promise<AnsweredVersion | undefined>;
}
