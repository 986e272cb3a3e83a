import type { EventSink } from '../../core/events.ts';
import type { Repository } from '../../git/repository.ts';
import type { FactsReader } from '../state/formula-reader.ts';

/** Asks for an atlas of the history of a tap up to a commit. */
export interface AtlasRequest {
  /** Which tap it is, as `user/name`: an atlas says so. */
  readonly tap: string;
  readonly repository: Repository;
  /** Reads formula files; each distinct state once. */
  readonly reader: FactsReader;
  /** A revision; by default the newest commit. */
  readonly head?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: EventSink | undefined;
}
