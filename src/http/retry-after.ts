const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Parses a `Retry-After` header: seconds, or a date (RFC 9110 section 10.2.3). Returns milliseconds from now. */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

/**
 * Parses the wait that ghcr.io puts into the message of a 429, as a Go duration: `retry-after: 880.092µs, allowed: 44000/minute`,
 * `retry-after: 1m30s`. Returns milliseconds.
 */
export function parseRetryAfterMessage(message: string): number | undefined {
  const [, duration] =
    /retry-after:\s*((?:\d{1,9}(?:\.\d+)?(?:ns|us|µs|μs|ms|h|m|s))+)/i.exec(message) ?? [];
  if (duration === undefined) return undefined;
  let ms = 0;
  for (const [, amount, unit = ''] of duration.matchAll(
    /(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|h|m|s)/gi,
  )) {
    ms += Number(amount) * (UNIT_MS[unit.toLowerCase()] ?? 0);
  }
  return ms;
}

/**
 * Parses `ratelimit-remaining: 0;w=21600`, which Docker Hub sends when nothing is left in the window. Returns the length of the
 * window, the longest possible wait, in milliseconds.
 */
export function parseUsedUpWindow(header: string | undefined): number | undefined {
  const seconds = /^0;w=(\d{1,9})$/.exec(header?.trim() ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}
