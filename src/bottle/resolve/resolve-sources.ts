import type { EventSink } from '../../core/events.ts';
import type { Target } from '../../core/target.ts';
import type { RegistrySource } from '../../registry/cached/registry-source.ts';
import type { HistoryToAsk } from './asked-history.ts';

/** Who is asked, and how. */
export interface ResolveSources {
  /** Lists the histories that are asked about a target of a tap, for so many formulae; empty where only the registry is. */
  historiesOf(tap: string, target: Target, formulae: number): Promise<readonly HistoryToAsk[]>;
  /** Gives the formula that a name leads to today as files at hand say, whatever targets they cover; undefined where none says. */
  formulaOf(tap: string, name: string): Promise<string | undefined>;
  /** Gives the formula that a name led to at a target's time, whoever may be asked for the bottle; undefined where nothing says. */
  otherNameOf(tap: string, name: string, target: Target): Promise<string | undefined>;
  /** Whether the registry is asked which bottle it is, where no history says so. */
  readonly asksRegistry: boolean;
  readonly registry: RegistrySource;
  /** ISO 8601; answers of the registry are cut by it as well. */
  readonly before: string | undefined;
  /** `--allow-unsure`. */
  readonly allowUnsure?: boolean | undefined;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly onEvent: EventSink;
}
