import { UsageError } from '../../src/core/errors.ts';

/** A clone of a daily mirror of homebrew-core, and the days on which its states count. */
export interface MirrorWindow {
  /** As `user/name`. */
  readonly name: string;
  readonly path: string;
  /** The first and the last day in UTC, `YYYY-MM-DD`. */
  readonly from: string;
  readonly until: string;
}

const WINDOW = /^([\w.-]+\/[\w.-]+)=(.+),(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/;

/** Reads `user/name=PATH,YYYY-MM-DD..YYYY-MM-DD`. Throws UsageError. */
export function parseMirrorWindow(text: string): MirrorWindow {
  const [, name, path, from, until] = WINDOW.exec(text) ?? [];
  if (name === undefined || path === undefined || from === undefined || until === undefined) {
    throw new UsageError(`${text} is not of the form user/name=PATH,YYYY-MM-DD..YYYY-MM-DD`);
  }
  if (from > until) throw new UsageError(`${text} ends before it begins`);
  return { name, path, from, until };
}

/** Throws UsageError unless each window begins after the previous one has ended: a state must come from one clone. */
export function requireOrder(windows: readonly MirrorWindow[]): void {
  for (const [index, { from, name }] of windows.entries()) {
    const before = windows[index - 1];
    if (before === undefined || before.until < from) continue;
    throw new UsageError(
      `the days of ${name} from ${from} begin before those of ${before.name} end on ${before.until}`,
    );
  }
}

/** Returns whether a moment, ISO 8601 in UTC, is on one of the days. */
export function isWithin({ from, until }: MirrorWindow, date: string): boolean {
  const day = date.slice(0, from.length);
  return from <= day && day <= until;
}
