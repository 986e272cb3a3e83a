import type { AffectedEvent } from '../advisory.ts';

/** A run of affected versions without a gap. */
export interface Interval {
  /** The first affected version; undefined if all are, from the beginning. */
  readonly lower: string | undefined;
  /** Where it ends; undefined if it never does. */
  readonly upper: string | undefined;
  /** Whether `upper` is itself affected. */
  readonly isUpperAffected: boolean;
}

/**
 * Cuts the events of a range into intervals as brew does (`intervals` in Library/Homebrew/vulns/vulnerability.rb at aad366ffaf),
 * in their order. A range without events affects every version; one introduced at 0 that never ends does so only if no interval
 * came before it.
 */
export function intervalsOf(events: readonly AffectedEvent[]): readonly Interval[] {
  const intervals: Interval[] = [];
  let lower: string | undefined;
  for (const { kind, version } of events) {
    if (kind === 'introduced') {
      if (lower !== undefined) intervals.push(endless(lower));
      const introduced = withoutV(version);
      lower = introduced === '0' ? undefined : introduced;
    } else {
      const upper = kind === 'limit' && version === '*' ? undefined : withoutV(version);
      intervals.push({ lower, upper, isUpperAffected: kind === 'last_affected' });
      lower = undefined;
    }
  }
  if (lower !== undefined || intervals.length === 0) intervals.push(endless(lower));
  return intervals;
}

/** Removes one leading `v`, as brew does before it compares. */
export function withoutV(version: string): string {
  return version.replace(/^v/i, '');
}

function endless(lower: string | undefined): Interval {
  return { lower, upper: undefined, isUpperAffected: false };
}
