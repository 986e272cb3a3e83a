import type { StockFile, StockTarget } from './served-stock.ts';

/** The content of a page, before it is HTML or text. */
export interface Guide {
  readonly title: string;
  readonly lead: string;
  readonly sections: readonly GuideSection[];
}

/** A section of a page, with its content in display order. */
export interface GuideSection {
  readonly title: string;
  readonly text: readonly string[];
  /** Shell commands. */
  readonly lines?: readonly string[];
  readonly files?: readonly GuideFile[];
  readonly target?: StockTarget;
  readonly after?: readonly string[];
}

/** A file to download. */
export interface GuideFile extends Omit<StockFile, 'sha256'> {
  /** Undefined for the whole bundle, whose content is covered by the sums inside it. */
  readonly sha256: StockFile['sha256'] | undefined;
}

/** How a client reaches the server. */
export interface ServerView {
  /** The address as the client wrote it. */
  readonly url: URL;
  readonly hasToken: boolean;
}
