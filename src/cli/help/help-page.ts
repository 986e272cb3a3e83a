/** One line of a list: what is typed, and what it means. */
export interface HelpEntry {
  readonly term: string;
  readonly text: string;
}

/** A section of a page, with a heading. */
export interface HelpSection {
  readonly title: string;
  readonly entries: readonly HelpEntry[];
  /** Puts each meaning below its term: for command lines, which are long. */
  readonly stacked?: true;
}

/** What help says about one topic, before it is laid out for a terminal. */
export interface HelpPage {
  readonly usage: readonly string[];
  readonly summary: string;
  readonly sections: readonly HelpSection[];
  /** Sentences at the end. */
  readonly notes: readonly string[];
}
