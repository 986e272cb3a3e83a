import type { EventSink } from '../core/events.ts';

/** A name in homebrew/core, before its version. */
const CORE_NAME = /^(?:homebrew\/(?:homebrew-)?core\/)?([\w+\-.@]+)(?:=|$)/i;

/** Reports that a homebrew/core name was written with capitals and is read in lower case. */
export function sayLowerCase(requested: string, onEvent: EventSink): void {
  const written = CORE_NAME.exec(requested.trim())?.[1];
  const name = written?.toLowerCase();
  if (written === name) return;
  const message = `note: ${written} is read as ${name}: formulae have names in lower case`;
  onEvent({ type: 'hint', message });
}
