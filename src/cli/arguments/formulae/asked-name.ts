import type { SkipCode } from '../../../history/ruby/brewfile.ts';

/** A formula as it was asked for. */
export interface AskedName {
  readonly name: string;
  /** The taps of its Brewfile, which a bare name may mean. */
  readonly taps: readonly string[];
}

/** An entry of a Brewfile that asks for nothing brewpull can fetch. */
export interface SkippedInput {
  readonly source: string;
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
  readonly code: SkipCode;
  /** The same in words. */
  readonly reason: string;
  /** Bottle tags of the targets that it is skipped for. */
  readonly targets: readonly string[];
}
