import type { AffectedEvent } from '../advisory.ts';

/** Affected versions without a gap. */
export interface Interval {
  /** The first that is affected; undefined for all from the beginning. */
  readonly lower: string | undefined;
  /** Where it ends; undefined for never. */
  readonly upper: string | undefined;
  /** Whether `upper` is itself affected. */
  readonly isUpperAffected: boolean;
}

/**
 * Cuts the events of a range into intervals as brew does (`intervals` in Library/Homebrew/vulns/vulnerability.rb at aad366ffaf), in
 * their order: a range without events affects every version; one that is introduced at 0 and never ends does so only where nothing
 * was before it.
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

/** Takes one `v` from the beginning, as brew does before it compares. */
export function withoutV(version: string): string {
  return version.replace(/^v/i, '');
}

function endless(lower: string | undefined): Interval {
  return { lower, upper: undefined, isUpperAffected: false };
}
