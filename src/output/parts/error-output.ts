import type { ErrorCode } from '../../core/error-code.ts';

/** An entry of a Brewfile that asks for nothing brewpull can fetch. */
export interface SkippedOutput {
  /** The Brewfile. */
  readonly source: string;
  /** The line number, from 1. */
  readonly line: number;
  /** The entry. */
  readonly text: string;
  readonly code:
    | 'not-a-formula'
    | 'condition-false'
    | 'condition-unknown'
    | 'not-run'
    | 'name-unknown'
    | 'not-a-tap';
  /** The same in words. */
  readonly reason: string;
  /** The bottle tags of the systems it is skipped for. */
  readonly bottleTags: readonly string[];
}

/** A failure. */
export interface ErrorOutput {
  readonly code: ErrorCode;
  /** What happened, in words. */
  readonly message: string;
  /** What to do, in words. */
  readonly hint: string | null;
  /** If no formula has the name: the name. */
  readonly formula?: string;
  /** If no formula has the name: similar names. */
  readonly suggestions?: readonly string[];
  /** If no formula has the name: the tap in which it names a cask; null if there is none. */
  readonly cask?: string | null;
  /** If the files ask for no formula: what they ask for instead. */
  readonly skipped?: readonly SkippedOutput[];
  /** If there are several failures: each of them, including the first. */
  readonly errors?: readonly ErrorOutput[];
}
