import type { EventSink } from '../core/events.ts';

/** Passes each warning on once: what is looked at twice in a run is not to be warned of twice. */
export function sayOnce(onEvent: EventSink): EventSink {
  const said = new Set<string>();
  return (event) => {
    if (event.type === 'warning') {
      if (said.has(event.message)) return;
      said.add(event.message);
    }
    onEvent(event);
  };
}
