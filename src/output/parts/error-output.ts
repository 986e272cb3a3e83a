import type { ErrorCode } from '../../core/error-code.ts';

/** An entry of a Brewfile that asks for nothing brewpull can fetch. */
export interface SkippedOutput {
  /** The Brewfile. */
  readonly source: string;
  /** Counted from 1. */
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
  /** The same for people. */
  readonly reason: string;
  /** The systems that it is skipped for. */
  readonly bottleTags: readonly string[];
}

/** A failure. */
export interface ErrorOutput {
  readonly code: ErrorCode;
  /** What happened, for people. */
  readonly message: string;
  /** What to do, for people. */
  readonly hint: string | null;
  /** Of a name without a formula: the name. */
  readonly formula?: string;
  /** Of a name without a formula: names like it. */
  readonly suggestions?: readonly string[];
  /** Of a name without a formula: the tap in which it is a cask's; null for none. */
  readonly cask?: string | null;
  /** Where files ask for no formula: what they ask for instead. */
  readonly skipped?: readonly SkippedOutput[];
  /** Of several failures each, the first included. */
  readonly errors?: readonly ErrorOutput[];
}
