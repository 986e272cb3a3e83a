import type { RateLimitOutput } from '../../../output/image/image-output.ts';
import type { RateLimit } from '../../../registry/rate-limit.ts';
import { formatDuration } from '../../render/bytes.ts';

/** Describes how much may still be fetched: `registry-1.docker.io: 87 of 100 pulls left, counted over 6 h`. */
export function renderRateLimit(host: string, limit: RateLimit): string {
  const { remaining, windowSeconds } = limit;
  const over =
    windowSeconds === undefined ? '' : `, counted over ${formatDuration(windowSeconds * 1000)}`;
  return `${host}: ${remaining} of ${limit.limit} pulls left${over}`;
}

/** Checks whether so little is left that the user should see it without asking. */
export function isNearlyUsedUp({ limit, remaining }: RateLimit): boolean {
  return remaining * 10 <= limit;
}

/** Returns the limit as plain data for JSON; null if the registry does not report one. */
export function toRateLimitJson(limit: RateLimit | undefined): RateLimitOutput | null {
  return limit === undefined ? null : { ...limit, windowSeconds: limit.windowSeconds ?? null };
}
