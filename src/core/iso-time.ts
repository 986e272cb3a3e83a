const DAY_SECONDS = 86_400;
/** The days formatted so far; there is room for those of homebrew-core's whole history. */
const DAYS = new Map<number, string>();
const MOST_DAYS = 10_000;
/** The furthest a `Date` reaches from 1970, in seconds. */
const FARTHEST = 8.64e12;

/**
 * Formats seconds since 1970 as `2023-09-16T04:05:06Z`, several times faster than a `Date` for days formatted before. Returns
 * the epoch for a time that no `Date` can hold.
 */
export function formatTime(seconds: number): string {
  const known = Math.abs(seconds) <= FARTHEST ? Math.floor(seconds) : 0;
  const day = Math.floor(known / DAY_SECONDS);
  const text = DAYS.get(day) ?? formatDay(day);
  const time = known - day * DAY_SECONDS;
  const minutes = Math.floor(time / 60);
  return `${text}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}:${pad(time % 60)}Z`;
}

function formatDay(day: number): string {
  const time = new Date(day * DAY_SECONDS * 1000).toISOString();
  const text = time.slice(0, -'00:00:00.000Z'.length);
  if (DAYS.size === MOST_DAYS) DAYS.clear();
  DAYS.set(day, text);
  return text;
}

function pad(number: number): string {
  return number < 10 ? `0${number}` : `${number}`;
}
