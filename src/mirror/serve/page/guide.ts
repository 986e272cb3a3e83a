import type { StockFile, StockTarget } from './served-stock.ts';

/** What a page says, before it is HTML or text. */
export interface Guide {
  readonly title: string;
  readonly lead: string;
  readonly sections: readonly GuideSection[];
}

/** A part of a page, with its content in the order in which it is shown. */
export interface GuideSection {
  readonly title: string;
  readonly text: readonly string[];
  /** Lines for a shell. */
  readonly lines?: readonly string[];
  readonly files?: readonly GuideFile[];
  readonly target?: StockTarget;
  readonly after?: readonly string[];
}

/** A file to download. */
export interface GuideFile extends Omit<StockFile, 'sha256'> {
  /** Undefined for the whole bundle: the sums in it cover what is in it. */
  readonly sha256: StockFile['sha256'] | undefined;
}

/** How a client reaches the server. */
export interface ServerView {
  /** As the client wrote it. */
  readonly url: URL;
  readonly hasToken: boolean;
}
