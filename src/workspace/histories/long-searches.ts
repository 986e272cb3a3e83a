import type { EventSink } from '../../core/events.ts';
import type { Resolution } from '../../bottle/resolve/resolution.ts';

/** This many indexes are read in no time. */
const FEW = 10;

/** Notices when a registry search took long, and hints once at what would answer immediately. */
export class LongSearches {
  #indexes = 0;
  #isSaid = false;

  /** Counts the indexes that are read, and passes all events on. */
  watch(onEvent: EventSink): EventSink {
    return (event) => {
      if (event.type === 'index') this.#indexes += 1;
      onEvent(event);
    };
  }

  /** Gives the hint if an answer comes from a registry and took many indexes. */
  hint(results: readonly Resolution[], onEvent: EventSink): void {
    const isSearched = results.some(
      (result) => result.status !== 'failed' && result.source?.kind === 'registry',
    );
    if (this.#isSaid || !isSearched || this.#indexes <= FEW) return;
    this.#isSaid = true;
    const message = `${this.#indexes} indexes were read from the registry; a file of answers (brewpull atlas fetch) or a clone (brewpull sync) answers immediately`;
    onEvent({ type: 'hint', message });
  }
}
