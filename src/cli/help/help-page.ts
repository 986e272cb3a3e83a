/** One line of a list: what is typed, and what it means. */
export interface HelpEntry {
  readonly term: string;
  readonly text: string;
}

/** A part of a page, with a heading. */
export interface HelpSection {
  readonly title: string;
  readonly entries: readonly HelpEntry[];
  /** Each meaning below its term: for command lines, which are long. */
  readonly stacked?: true;
}

/** What help says of one thing, before it is laid out for a terminal or the manual. */
export interface HelpPage {
  readonly usage: readonly string[];
  readonly summary: string;
  readonly sections: readonly HelpSection[];
  /** Sentences at the end. */
  readonly notes: readonly string[];
}
