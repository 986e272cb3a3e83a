import type { EventSink } from '../../core/events.ts';
import type { Repository } from '../../git/repository.ts';
import type { FactsReader } from '../state/formula-reader.ts';

/** A request for an atlas of a tap's history up to a commit. */
export interface AtlasRequest {
  /** The tap, as `user/name`, which the atlas records. */
  readonly tap: string;
  readonly repository: Repository;
  /** Reads formula files; each distinct state once. */
  readonly reader: FactsReader;
  /** A revision; by default the newest commit. */
  readonly head?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: EventSink | undefined;
}
