import type { EventSink } from '../../core/events.ts';
import type { Target } from '../../core/target.ts';
import type { RegistrySource } from '../../registry/cached/registry-source.ts';
import type { HistoryToAsk } from './asked-history.ts';

/** The sources to ask, and how to ask them. */
export interface ResolveSources {
  /** Lists the histories to ask about a tap and target for a number of formulae; empty if only the registry is asked. */
  historiesOf(tap: string, target: Target, formulae: number): Promise<readonly HistoryToAsk[]>;
  /** Returns the formula that a name leads to today, according to files for any target; undefined if none says. */
  formulaOf(tap: string, name: string): Promise<string | undefined>;
  /** Returns the formula that a name led to at a target's time, even if only the registry may answer; undefined if unknown. */
  otherNameOf(tap: string, name: string, target: Target): Promise<string | undefined>;
  /** Whether the registry is asked for the bottle if no history says. */
  readonly asksRegistry: boolean;
  readonly registry: RegistrySource;
  /** ISO 8601; limits the answers of the registry as well. */
  readonly before: string | undefined;
  /** `--allow-unsure`. */
  readonly allowUnsure?: boolean | undefined;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly onEvent: EventSink;
}
